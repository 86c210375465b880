/* Returns MCP_FAILED and has recorded no reason. */
#include "careless.h"

static mcp_status failed_without_reason(mcp_call *call) {
    (void)call;
    return MCP_FAILED;
}

MCP_PLUGIN("com.example.careless.failed-without-reason", "1.0.0", "Careless",
    MCP_TOOL_WITH(failed_without_reason, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
