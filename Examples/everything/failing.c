/* Failures are values: a code, a sentence for the model, and whether to try again. */
#include "everything.h"

mcp_status fail(mcp_call *call, mcp_opt_integer retry_after_ms) {
    mcp_failure failure = {
        .struct_size = sizeof failure,
        .retry = retry_after_ms.present ? MCP_RETRY_LATER : MCP_RETRY_NEVER,
        .code = MCP_LITERAL("example_failure"),
        .message = MCP_LITERAL("This tool always fails. Call echo instead."),
        .retry_after_ms = retry_after_ms.present ? retry_after_ms.value : 0,
    };
    return call->api->fail(call, &failure);
}

/* Goes on after a failure: reads what was recorded, forgets it, and answers. */
mcp_status recover(mcp_call *call) {
    mcp_fail(call, "first_way_blocked", "The first way did not work.");
    mcp_failure failure = {.struct_size = sizeof failure};
    mcp_status status = call->api->failure(call, &failure);
    if (status != MCP_OK) return status;
    mcp_textf(call, "Recovered from %.*s: %.*s", MCP_ARG(failure.code), MCP_ARG(failure.message));
    return call->api->recover(call);
}
