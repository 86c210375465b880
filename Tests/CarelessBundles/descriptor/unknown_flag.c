/* A bundle flag this ABI does not have (R10). */
#include "careless.h"

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("unknown_flag"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.unknown-flag"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
    .flags = 1u << 30,
};
CARELESS_ENTRY(plugin)
