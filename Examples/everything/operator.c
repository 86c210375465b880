/* What the operator gives a bundle, and what the operator gets from it. */
#include "everything.h"

mcp_status settings(mcp_call *call, mcp_str key) {
    if (!everything_settings) return mcp_fail(call, "unavailable", "This host has no service mcp.settings.");
    if (!key.data) {
        mcp_json all = everything_settings->all(everything_host);
        return call->api->text(call, (mcp_str){all.data, all.size});
    }
    mcp_str value = everything_settings->text(everything_host, key);
    if (!value.data) return mcp_fail(call, "not_found", "There is no text setting %.*s.", MCP_ARG(key));
    return call->api->text(call, value);
}

mcp_status operator_log(mcp_call *call, mcp_str text) {
    if (!everything_log) return mcp_fail(call, "unavailable", "This host has no service mcp.log.");
    mcp_status status = everything_log->write(everything_host, MCP_LOG_NOTICE, text);
    return status == MCP_OK ? mcp_text(call, "Written to the operator's log.") : status;
}
