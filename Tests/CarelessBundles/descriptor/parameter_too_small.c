/* A parameter struct that says it ends before its name. */
#include "careless.h"

static const mcp_parameter parameters[] = {{.struct_size = 16, .type = MCP_TYPE_STRING, .name = MCP_LITERAL("text")}};

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("parameter_too_small"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine_text,
    .parameters = parameters,
    .parameter_count = 1,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.parameter-too-small"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
