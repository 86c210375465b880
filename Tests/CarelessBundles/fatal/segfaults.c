/* Writes to address 0. */
#include "careless.h"

static mcp_status segfaults(mcp_call *call) {
    int *volatile nowhere = NULL;
    *nowhere = 1;
    return mcp_text(call, "never");
}

MCP_PLUGIN("com.example.careless.segfaults", "1.0.0", "Careless",
    MCP_TOOL_WITH(segfaults, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
