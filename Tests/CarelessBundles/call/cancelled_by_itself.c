/* Returns MCP_CANCELLED although nobody cancelled. */
#include "careless.h"

static mcp_status cancelled_by_itself(mcp_call *call) {
    (void)call;
    return MCP_CANCELLED;
}

MCP_PLUGIN("com.example.careless.cancelled-by-itself", "1.0.0", "Careless",
    MCP_TOOL_WITH(cancelled_by_itself, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
