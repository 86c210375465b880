/* Not careless: wants a service but can do without. */
#include "careless.h"

static mcp_host *host;
static mcp_status start(mcp_host *the_host) {
    host = the_host;
    return MCP_OK;
}
static mcp_status wants_unknown(mcp_call *call) {
    return mcp_text(call, mcp_service(host, "com.example.nowhere", 1) ? "a service" : "no service");
}

MCP_PLUGIN_WITH("com.example.careless.wants-unknown", "1.0.0", "Careless",
    (.init = start, MCP_NEEDS(MCP_WANTS("com.example.nowhere", 1))),
    MCP_TOOL(wants_unknown, "Tells whether it found the service.", MCP_READ_ONLY))
