/* Reports progress that falls, repeats, and is no number. */
#include "careless.h"

static mcp_status progress_backwards(mcp_call *call) {
    mcp_progress(call, 1, 10, "");
    mcp_progress(call, 5, 10, "");
    mcp_progress(call, 3, 10, "back");
    mcp_progress(call, 5, 10, "again");
    mcp_progress(call, __builtin_nan(""), 10, "nan");
    mcp_progress(call, __builtin_inf(), 10, "inf");
    return mcp_text(call, "done");
}

MCP_PLUGIN("com.example.careless.progress-backwards", "1.0.0", "Careless",
    MCP_TOOL_WITH(progress_backwards, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
