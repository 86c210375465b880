/* Not careless: built against a later revision of this major, with longer structs. Must work (R1). */
#include "careless.h"

typedef struct grown_parameter { mcp_parameter known; uint64_t later[3]; } grown_parameter;
typedef struct grown_tool { mcp_tool known; uint64_t later[2]; } grown_tool;
typedef struct grown_plugin { mcp_plugin known; void (*later)(void); } grown_plugin;
typedef struct grown_entry { mcp_entry known; uint64_t later; } grown_entry;

static mcp_status grown_second(mcp_call *call, int64_t first, mcp_str second) {
    return mcp_textf(call, "%lld %.*s", (long long)first, MCP_ARG(second));
}

static const grown_parameter parameters[] = {
    {.known = {.struct_size = sizeof(grown_parameter), .type = MCP_TYPE_INTEGER, .name = MCP_LITERAL("first"),
               .description = MCP_LITERAL("A number")}, .later = {1, 2, 3}},
    {.known = {.struct_size = sizeof(grown_parameter), .type = MCP_TYPE_STRING, .name = MCP_LITERAL("second"),
               .description = MCP_LITERAL("A text")}, .later = {1, 2, 3}},
};
static const grown_tool tools[] = {
    {.known = {.struct_size = sizeof(grown_tool), .hints = MCP_READ_ONLY, .name = MCP_LITERAL("grown_first"),
               .description = MCP_LITERAL("Works."), .function = (mcp_function)fine}, .later = {1, 2}},
    {.known = {.struct_size = sizeof(grown_tool), .hints = MCP_READ_ONLY, .name = MCP_LITERAL("grown_second"),
               .description = MCP_LITERAL("Works."), .function = (mcp_function)grown_second,
               .parameters = &parameters[0].known, .parameter_count = 2}, .later = {1, 2}},
};
static const grown_plugin plugin = {
    .known = {.struct_size = sizeof(grown_plugin), .id = MCP_LITERAL("com.example.careless.grown-structs"),
              .version = MCP_LITERAL("1.0.0"), .title = MCP_LITERAL("Grown"),
              .tools = &tools[0].known, .tool_count = 2}};
static const mcp_plugin *describe(void) { return &plugin.known; }
MCP_EXPORT const grown_entry mcp_plugin_entry = {{sizeof(grown_entry), MCP_ABI_MAJOR, 7, 0, describe}, 0};
