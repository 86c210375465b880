/* Its init refuses with text that is not UTF-8. */
#include "careless.h"

static mcp_status start(mcp_host *host) {
    host->api->refuse(host, mcp_string("\xff\xfe\xfd"));
    return MCP_FAILED;
}

MCP_PLUGIN_WITH("com.example.careless.init-bad-reason", "1.0.0", "Careless", (.init = start),
    MCP_TOOL_NAMED("init_bad_reason", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
