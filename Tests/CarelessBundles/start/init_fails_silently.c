/* Its init fails and does not say why. */
#include "careless.h"

static mcp_status start(mcp_host *host) {
    (void)host;
    return MCP_FAILED;
}

MCP_PLUGIN_WITH("com.example.careless.init-fails-silently", "1.0.0", "Careless", (.init = start),
    MCP_TOOL_NAMED("init_fails_silently", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
