/* A tool that puts something into a field that is not for it. */
#include "careless.h"

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("reserved_not_zero"),
    .description = MCP_LITERAL("Does nothing."),
    .reserved = 7,
    .function = (mcp_function)fine,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.reserved-not-zero"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
