/* An input schema and parameters at once. */
#include "careless.h"

static const mcp_parameter parameters[] = {MCP_FIELD(MCP_STRING(text, "A text"))};

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("schema_and_parameters"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine_raw,
    .parameters = parameters,
    .parameter_count = 1,
    .input_schema = MCP_JSON_LITERAL("{\"type\":\"object\"}"),
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.schema-and-parameters"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
