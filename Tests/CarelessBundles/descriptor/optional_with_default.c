/* Optional and with a default: it must be one of them. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.optional-with-default", "1.0.0", "Careless",
    MCP_TOOL_NAMED("optional_with_default", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_OPT_STRING(text, "A text", MCP_DEFAULT("x"))))
