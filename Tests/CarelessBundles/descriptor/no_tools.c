/* A bundle without a tool. */
#include "careless.h"

static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.no-tools"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = NULL,
    .tool_count = 0,
};
CARELESS_ENTRY(plugin)
