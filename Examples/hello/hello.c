#include <mcp_plugin.h>

static mcp_status greet(mcp_call *call, mcp_str name, int64_t times) {
    for (int64_t i = 0; i < times; i++)
        mcp_textf(call, "Hello, %.*s!", MCP_ARG(name));
    return MCP_OK;
}

MCP_PLUGIN("com.example.hello", "1.0.0", "Greetings",
    MCP_TOOL(greet, "Say hello to someone.", MCP_READ_ONLY,
        MCP_STRING(name, "Who to greet", MCP_LENGTH(1, 80)),
        MCP_INTEGER(times, "How often", MCP_RANGE(1, 10), MCP_DEFAULT(1))))
