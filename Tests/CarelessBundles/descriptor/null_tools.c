/* A tool count without tools. */
#include "careless.h"

static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.null-tools"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = NULL,
    .tool_count = 3,
};
CARELESS_ENTRY(plugin)
