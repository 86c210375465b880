/* Its init returns a status that does not exist. */
#include "careless.h"

static mcp_status start(mcp_host *host) {
    (void)host;
    return 42;
}

MCP_PLUGIN_WITH("com.example.careless.init-unknown-status", "1.0.0", "Careless", (.init = start),
    MCP_TOOL_NAMED("init_unknown_status", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
