/* Its init takes 60 s, six times what it may. */
#include "careless.h"

static mcp_status start(mcp_host *host) {
    (void)host;
    careless_sleep(60);
    return MCP_OK;
}

MCP_PLUGIN_WITH("com.example.careless.init-blocks", "1.0.0", "Careless", (.init = start),
    MCP_TOOL_NAMED("init_blocks", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
