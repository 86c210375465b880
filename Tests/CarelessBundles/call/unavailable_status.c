/* Returns MCP_UNAVAILABLE, which is meant for the host's functions. */
#include "careless.h"

static mcp_status unavailable_status(mcp_call *call) {
    (void)call;
    return MCP_UNAVAILABLE;
}

MCP_PLUGIN("com.example.careless.unavailable-status", "1.0.0", "Careless",
    MCP_TOOL_WITH(unavailable_status, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
