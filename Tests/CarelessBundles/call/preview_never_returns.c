/* A preview that never returns, whatever happens. */
#include "careless.h"

static mcp_status preview(mcp_call *call) {
    for (;;) careless_sleep(3600);
    return mcp_text(call, "never");
}

MCP_PLUGIN("com.example.careless.preview-never-returns", "1.0.0", "Careless",
    MCP_TOOL_PREVIEWED_NAMED("preview_never_returns", fine, preview, "Careless.", MCP_WRITE, (.deadline_ms = 1000)))
