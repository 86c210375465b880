/* Two parameters of one name. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.duplicate-parameter", "1.0.0", "Careless",
    MCP_TOOL_NAMED("duplicate_parameter", fine_texts, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text"), MCP_STRING(text, "The same")))
