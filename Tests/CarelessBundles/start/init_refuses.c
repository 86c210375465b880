/* Its init refuses and says why. */
#include "careless.h"

static mcp_status start(mcp_host *host) {
    host->api->refuse(host, mcp_string("the flux capacitor is cold"));
    return MCP_FAILED;
}

MCP_PLUGIN_WITH("com.example.careless.init-refuses", "1.0.0", "Careless", (.init = start),
    MCP_TOOL_NAMED("init_refuses", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
