/* Returns a status that does not exist. */
#include "careless.h"

static mcp_status unknown_status(mcp_call *call) {
    mcp_text(call, "content that does not count");
    return 42;
}

MCP_PLUGIN("com.example.careless.unknown-status", "1.0.0", "Careless",
    MCP_TOOL_WITH(unknown_status, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
