/* Answers with a text that is NULL but has a length. */
#include "careless.h"

static mcp_status null_text(mcp_call *call) {
    if (call->api->text(call, (mcp_str){NULL, 5}) != MCP_INVALID) return mcp_text(call, "the host took it");
    return mcp_text(call, "still here");
}

MCP_PLUGIN("com.example.careless.null-text", "1.0.0", "Careless",
    MCP_TOOL_WITH(null_text, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
