/* A parameter of a type this ABI does not have (R10). */
#include "careless.h"

static const mcp_parameter parameters[] = {
    {.struct_size = sizeof(mcp_parameter), .type = 99, .name = MCP_LITERAL("x"), .description = MCP_LITERAL("What")}};

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("unknown_type"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
    .parameters = parameters,
    .parameter_count = 1,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.unknown-type"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
