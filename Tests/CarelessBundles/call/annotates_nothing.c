/* Annotates a block before there is one, and with a priority out of range. */
#include "careless.h"

static mcp_status annotates_nothing(mcp_call *call) {
    mcp_status none = call->api->annotate(call, MCP_AUDIENCE_USER, 0.5);
    mcp_text(call, "a block");
    mcp_status range = call->api->annotate(call, MCP_AUDIENCE_USER, 7);
    return mcp_textf(call, "%d %d", none, range);
}

MCP_PLUGIN("com.example.careless.annotates-nothing", "1.0.0", "Careless",
    MCP_TOOL_WITH(annotates_nothing, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
