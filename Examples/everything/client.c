/* What goes to the client beside the answer, and what came from it beside the arguments. */
#include "everything.h"
#include "json.h"

mcp_status log_levels(mcp_call *call) {
    static const mcp_json messages[] = {
        MCP_JSON_LITERAL("{\"message\":\"at debug\"}"),   MCP_JSON_LITERAL("{\"message\":\"at info\"}"),
        MCP_JSON_LITERAL("{\"message\":\"at notice\"}"),  MCP_JSON_LITERAL("{\"message\":\"at warning\"}"),
        MCP_JSON_LITERAL("{\"message\":\"at error\"}"),   MCP_JSON_LITERAL("{\"message\":\"at critical\"}"),
        MCP_JSON_LITERAL("{\"message\":\"at alert\"}"),   MCP_JSON_LITERAL("{\"message\":\"at emergency\"}"),
    };
    for (uint32_t level = MCP_LOG_DEBUG; level <= MCP_LOG_EMERGENCY; level++)
        call->api->log(call, level, mcp_string("everything"), messages[level]);
    return mcp_text(call, "Logged one message at each of the eight levels.");
}

mcp_status trace(mcp_call *call) {
    static const char *const names[] = {"traceparent", "tracestate", "baggage"};
    json_object out = {0};
    for (uint32_t entry = MCP_TRACE_PARENT; entry <= MCP_TRACE_BAGGAGE; entry++) {
        mcp_str value = call->api->trace(call, entry);
        if (value.data) json_string(&out, names[entry], value);
    }
    return json_answer(&out, call);
}
