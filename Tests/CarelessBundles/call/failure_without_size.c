/* Forgets struct_size in a failure, then passes NULL for one. */
#include "careless.h"

static mcp_status failure_without_size(mcp_call *call) {
    mcp_failure failure = {.message = MCP_LITERAL("never seen")};
    call->api->fail(call, &failure);
    call->api->fail(call, NULL);
    return MCP_FAILED;
}

MCP_PLUGIN("com.example.careless.failure-without-size", "1.0.0", "Careless",
    MCP_TOOL_WITH(failure_without_size, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
