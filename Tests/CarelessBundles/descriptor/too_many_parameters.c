/* 33 parameters, one more than allowed. */
#include "careless.h"

#define FIVE(letter)                                                                                        \
    P(letter "1"), P(letter "2"), P(letter "3"), P(letter "4"), P(letter "5")
#define P(name_)                                                                                            \
    {.struct_size = sizeof(mcp_parameter), .type = MCP_TYPE_BOOL, .name = MCP_LITERAL(name_),               \
     .description = MCP_LITERAL("A flag")}
static const mcp_parameter parameters[] = {FIVE("a"), FIVE("b"), FIVE("c"), FIVE("d"), FIVE("e"), FIVE("f"),
                                           P("g1"), P("g2"), P("g3")};

static const mcp_tool tools[] = {{
    .struct_size = sizeof(mcp_tool),
    .hints = MCP_READ_ONLY,
    .name = MCP_LITERAL("too_many_parameters"),
    .description = MCP_LITERAL("Works."),
    .function = (mcp_function)fine,
    .parameters = parameters,
    .parameter_count = 33,
}};
static const mcp_plugin plugin = {
    .struct_size = sizeof(mcp_plugin),
    .id = MCP_LITERAL("com.example.careless.too-many-parameters"),
    .version = MCP_LITERAL("1.0.0"),
    .title = MCP_LITERAL("Careless"),
    .tools = tools,
    .tool_count = sizeof tools / sizeof tools[0],
};
CARELESS_ENTRY(plugin)
