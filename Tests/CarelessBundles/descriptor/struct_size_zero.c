/* Forgot to set struct_size of a tool. */
#include "careless.h"

static const mcp_tool tools[] = {{
    .struct_size = 0,
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("struct_size_zero"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.struct-size-zero"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
