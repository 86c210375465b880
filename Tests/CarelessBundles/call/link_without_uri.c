/* A link without a URI, and one that says it has no size. */
#include "careless.h"

static mcp_status link_without_uri(mcp_call *call) {
    mcp_link empty = {.struct_size = sizeof empty, .name = MCP_LITERAL("x"), .size = -1};
    mcp_link small = {.struct_size = 8, .uri = MCP_LITERAL("test://x"), .name = MCP_LITERAL("x"), .size = -1};
    mcp_status no_uri = call->api->link(call, &empty);
    mcp_status no_size = call->api->link(call, &small);
    return mcp_textf(call, "%d %d", no_uri, no_size);
}

MCP_PLUGIN("com.example.careless.link-without-uri", "1.0.0", "Careless",
    MCP_TOOL_WITH(link_without_uri, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
