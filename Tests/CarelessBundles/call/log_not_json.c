/* Logs to the client what is not JSON, and at a level that does not exist. */
#include "careless.h"

static mcp_status log_not_json(mcp_call *call) {
    mcp_status text = call->api->log(call, MCP_LOG_INFO, mcp_string("x"), mcp_json_text("not json"));
    mcp_status level = call->api->log(call, 99, mcp_string("x"), mcp_json_text("{}"));
    return mcp_textf(call, "%d %d", text, level);
}

MCP_PLUGIN("com.example.careless.log-not-json", "1.0.0", "Careless",
    MCP_TOOL_WITH(log_not_json, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
