/* For a bundle that reaches the world without mcp.http: the rate limit, and the host's words for failures. */
#include "everything.h"

mcp_status permit(mcp_call *call) {
    if (!everything_limit) return mcp_fail(call, "unavailable", "This host has no service mcp.limit.");
    mcp_status status = everything_limit->acquire(call, mcp_string("example"));
    return status == MCP_OK ? mcp_text(call, "Got a permit of session example.") : status;
}

mcp_status guarded(mcp_call *call, mcp_str code, bool write) {
    if (!everything_guard) return mcp_fail(call, "unavailable", "This host has no service mcp.guard.");
    return everything_guard->fail(call, code, write ? MCP_EFFECT_WRITE : MCP_EFFECT_READ,
                                  mcp_string("for the operator only"));
}

/* A read that fails `attempts` times before it works. */
mcp_status backoff(mcp_call *call, int64_t attempts) {
    if (!everything_guard) return mcp_fail(call, "unavailable", "This host has no service mcp.guard.");
    for (int64_t attempt = 1; attempt <= attempts; attempt++) {
        everything_guard->fail(call, mcp_string("upstream_unavailable"), MCP_EFFECT_READ, mcp_string("simulated"));
        mcp_status status = everything_guard->pause(call, (uint32_t)attempt);
        if (status != MCP_OK) return status;
        call->api->recover(call);
    }
    return mcp_textf(call, "Worked at attempt %lld.", (long long)attempts + 1);
}
