/* 257 tools, one more than allowed. */
#include "careless.h"

static const mcp_tool tools[257] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("first_of_many"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.too-many-tools"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
