/* A length whose minimum is above its maximum. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.length-above-maximum", "1.0.0", "Careless",
    MCP_TOOL_NAMED("length_above_maximum", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_LENGTH(10, 1))))
