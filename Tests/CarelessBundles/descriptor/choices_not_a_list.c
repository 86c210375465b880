/* Choices that are no JSON array. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.choices-not-a-list", "1.0.0", "Careless",
    MCP_TOOL_NAMED("choices_not_a_list", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", .choices = MCP_JSON_LITERAL("\"a\""))))
