/* Two tools of one name in one bundle. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.duplicate-tool", "1.0.0", "Careless",
    MCP_TOOL_NAMED("twice", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_TOOL_NAMED("twice", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
