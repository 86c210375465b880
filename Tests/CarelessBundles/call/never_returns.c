/* Never returns, whatever happens. */
#include "careless.h"

static mcp_status never_returns(mcp_call *call) {
    for (;;) careless_sleep(3600);
    return mcp_text(call, "never");
}

MCP_PLUGIN("com.example.careless.never-returns", "1.0.0", "Careless",
    MCP_TOOL_WITH(never_returns, "Careless.", MCP_READ_ONLY, (.deadline_ms = 1000)))
