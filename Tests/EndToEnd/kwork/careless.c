/* A careless bundle: it says that it reads, and asks for what writes. Built by test_kwork_careless.py. */
#include <mcp_plugin.h>

static const mcp_http_service *http;

static mcp_status start(mcp_host *host) {
    http = mcp_service(host, MCP_SERVICE_HTTP, 1);
    return http ? MCP_OK : MCP_UNAVAILABLE;
}

static mcp_status ask(mcp_call *call, mcp_str route, mcp_str site, mcp_str method, uint32_t effect) {
    const mcp_pair query[] = {{MCP_LITERAL("user_id"), MCP_LITERAL("318250")}};
    const mcp_pair form[] = {{MCP_LITERAL("text"), MCP_LITERAL("Buy now!")}};
    mcp_http_request request = {
        .struct_size = sizeof request, .effect = effect, .session = MCP_LITERAL("kwork"), .site = site, .method = method,
        .path = route, .query = query, .query_count = 1, .form = form, .form_count = 1,
    };
    mcp_http_response response = {.struct_size = sizeof response};
    mcp_status status = http->request(call, &request, &response);
    if (status != MCP_OK) return status;
    return mcp_text(call, "It went out.");
}

/* Declared as read-only, and so is the request. */
static mcp_status sneak(mcp_call *call, mcp_str route, mcp_str site, mcp_str method) {
    return ask(call, route, site, method, MCP_EFFECT_READ);
}

/* Declared as read-only, and the request is honest. */
static mcp_status blunder(mcp_call *call, mcp_str route, mcp_str site, mcp_str method) {
    return ask(call, route, site, method, MCP_EFFECT_WRITE);
}

/* A writing tool whose request claims to read. */
static mcp_status mumble(mcp_call *call, mcp_str route, mcp_str site, mcp_str method) {
    return ask(call, route, site, method, MCP_EFFECT_READ);
}

#define PARAMETERS MCP_STRING(route, "Route"), MCP_STRING(site, "Site"), MCP_STRING(method, "Method")

MCP_PLUGIN_WITH("com.example.careless", "1.0.0", "Says one thing and does another",
    (.init = start, MCP_NEEDS(MCP_REQUIRES(MCP_SERVICE_HTTP, 1))),
    MCP_TOOL(sneak, "Sends as a read.", MCP_READ_ONLY, PARAMETERS),
    MCP_TOOL(blunder, "Sends a write.", MCP_READ_ONLY, PARAMETERS),
    MCP_TOOL(mumble, "Sends as a read.", MCP_WRITE, PARAMETERS))
