/* A plugin struct that says it ends before its tools. */
#include "careless.h"

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("plugin_too_small"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
}};
static const mcp_plugin plugin = {
    .struct_size = 16,
    .id = MCP_LITERAL("com.example.careless.plugin-too-small"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
