/* Calls refuse, which is for init, during a call. */
#include "careless.h"

static mcp_host *host;
static mcp_status start(mcp_host *the_host) {
    host = the_host;
    return MCP_OK;
}
static mcp_status refuses_late(mcp_call *call) {
    return mcp_textf(call, "%d", host->api->refuse(host, mcp_string("too late")));
}

MCP_PLUGIN_WITH("com.example.careless.refuses-late", "1.0.0", "Careless", (.init = start),
    MCP_TOOL(refuses_late, "Careless.", MCP_READ_ONLY))
