/* Two tools of one array with different struct_size. */
#include "careless.h"

static const mcp_tool tools[] = {
    {.struct_size = sizeof(mcp_tool), .hints = MCP_READ_ONLY, .name = MCP_LITERAL("mixed_first"),
     .description = MCP_LITERAL("Works."), .function = (mcp_function)fine},
    {.struct_size = sizeof(mcp_tool) + 8, .hints = MCP_READ_ONLY, .name = MCP_LITERAL("mixed_second"),
     .description = MCP_LITERAL("Works."), .function = (mcp_function)fine},
};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.mixed-struct-sizes"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
