/* A format this host does not know. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.unknown-format", "1.0.0", "Careless",
    MCP_TOOL_NAMED("unknown_format", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_FORMAT("telephone"))))
