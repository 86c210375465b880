/* Records a failure and returns MCP_OK. */
#include "careless.h"

static mcp_status ok_after_fail(mcp_call *call) {
    mcp_fail(call, "half_hearted", "This did not work.");
    mcp_text(call, "Or did it?");
    return MCP_OK;
}

MCP_PLUGIN("com.example.careless.ok-after-fail", "1.0.0", "Careless",
    MCP_TOOL_WITH(ok_after_fail, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
