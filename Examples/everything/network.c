/* Requests through a session of plugins.json: the host adds address, credentials, rate limit and retries. */
#include "everything.h"

static mcp_status send_request(mcp_call *call, const mcp_http_request *request) {
    if (!everything_http) return mcp_fail(call, "unavailable", "This host has no service mcp.http.");
    mcp_http_response response = {.struct_size = sizeof response};
    mcp_status status = everything_http->request(call, request, &response);
    if (status != MCP_OK) return status; /* the reason is on the call already */
    mcp_textf(call, "HTTP %d %.*s", response.status, MCP_ARG(response.content_type));
    return call->api->text(call, (mcp_str){(const char *)response.body.data, response.body.size});
}

mcp_status fetch(mcp_call *call, mcp_str path) {
    mcp_http_request request = {
        .struct_size = sizeof request,
        .effect = MCP_EFFECT_READ,
        .session = MCP_LITERAL("example"),
        .method = MCP_LITERAL("GET"),
        .path = path,
        .max_bytes = 65536,
    };
    return send_request(call, &request);
}

/* Reads what is there, so that the person sees what the text is added to. */
mcp_status preview_publish(mcp_call *call, mcp_str path, mcp_str text) {
    mcp_textf(call, "Publish at %.*s: %.*s", MCP_ARG(path), MCP_ARG(text));
    mcp_text(call, "There now:");
    return fetch(call, path);
}

mcp_status publish(mcp_call *call, mcp_str path, mcp_str text) {
    const mcp_pair form[] = {{MCP_LITERAL("text"), text}};
    mcp_http_request request = {
        .struct_size = sizeof request,
        .effect = MCP_EFFECT_WRITE,
        .session = MCP_LITERAL("example"),
        .method = MCP_LITERAL("POST"),
        .path = path,
        .form = form,
        .form_count = 1,
        .check_with = MCP_LITERAL("fetch"),
    };
    return send_request(call, &request);
}
