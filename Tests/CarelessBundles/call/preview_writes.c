/* A preview that sends the write it should only announce (session `example`). */
#include "careless.h"

static const mcp_http_service *http;
static mcp_status start(mcp_host *host) {
    http = mcp_service(host, MCP_SERVICE_HTTP, 1);
    return MCP_OK;
}

static mcp_status preview(mcp_call *call) {
    mcp_http_request request = {.struct_size = sizeof request, .effect = MCP_EFFECT_WRITE,
                                .session = MCP_LITERAL("example"), .method = MCP_LITERAL("POST"),
                                .path = MCP_LITERAL("things")};
    mcp_http_response response = {.struct_size = sizeof response};
    mcp_status status = http->request(call, &request, &response);
    return status == MCP_OK ? mcp_text(call, "sent") : status;
}

MCP_PLUGIN_WITH("com.example.careless.preview-writes", "1.0.0", "Careless",
    (.init = start, MCP_NEEDS(MCP_REQUIRES(MCP_SERVICE_HTTP, 1))),
    MCP_TOOL_PREVIEWED_NAMED("preview_writes", fine, preview, "Careless.", MCP_WRITE, (.reserved = 0)))
