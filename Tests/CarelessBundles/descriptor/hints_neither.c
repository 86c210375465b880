/* Neither MCP_READ_ONLY nor MCP_WRITE. */
#include "careless.h"

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_OPEN_WORLD,
    .name = MCP_LITERAL("hints_neither"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.hints-neither"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
