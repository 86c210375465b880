/* Reports progress a hundred thousand times. */
#include "careless.h"

static mcp_status progress_flood(mcp_call *call) {
    for (int i = 0; i < 100000; i++) mcp_progress(call, i, 100000, "");
    return mcp_text(call, "done");
}

MCP_PLUGIN("com.example.careless.progress-flood", "1.0.0", "Careless",
    MCP_TOOL_WITH(progress_flood, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
