/* Adds a million empty text blocks. */
#include "careless.h"

static mcp_status many_blocks(mcp_call *call) {
    for (int i = 0; i < 1000000; i++) mcp_text(call, "");
    return MCP_OK;
}

MCP_PLUGIN("com.example.careless.many-blocks", "1.0.0", "Careless",
    MCP_TOOL_WITH(many_blocks, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
