/* Not careless: succeeds without a word. */
#include "careless.h"

static mcp_status nothing_at_all(mcp_call *call) {
    (void)call;
    return MCP_OK;
}

MCP_PLUGIN("com.example.careless.nothing-at-all", "1.0.0", "Careless",
    MCP_TOOL_WITH(nothing_at_all, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
