/* Integers as choices of a string. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.choices-of-other-type", "1.0.0", "Careless",
    MCP_TOOL_NAMED("choices_of_other_type", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_CHOICES(1, 2))))
