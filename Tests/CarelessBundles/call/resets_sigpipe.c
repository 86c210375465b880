/* Makes SIGPIPE deadly again. */
#include "careless.h"

#include <signal.h>

static mcp_status resets_sigpipe(mcp_call *call) {
    signal(SIGPIPE, SIG_DFL);
    return mcp_text(call, "done");
}

MCP_PLUGIN("com.example.careless.resets-sigpipe", "1.0.0", "Careless",
    MCP_TOOL_WITH(resets_sigpipe, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
