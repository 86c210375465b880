/* An empty list of choices: nothing is allowed. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.choices-empty", "1.0.0", "Careless",
    MCP_TOOL_NAMED("choices_empty", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", .choices = MCP_JSON_LITERAL("[]"))))
