#include <mcp_plugin.h>

#include <stdexcept>
#include <string>

static mcp_status greet(mcp_call *call, mcp_str name, int64_t times) {
    const std::string line = "Hello, " + std::string(name.data, name.size) + "!";
    for (int64_t i = 0; i < times; i++) mcp_text(call, line.c_str());
    return MCP_OK;
}

// An exception ends the call as a failure with its message; it never crosses the boundary.
static mcp_status divide(mcp_call *call, int64_t dividend, int64_t divisor) {
    if (divisor == 0) throw std::invalid_argument("divisor is 0; choose another");
    return mcp_textf(call, "%lld", static_cast<long long>(dividend / divisor));
}

MCP_PLUGIN("com.example.hello-cpp", "1.0.0", "Greetings in C++",
    MCP_TOOL_NAMED("greet_cpp", greet, "Say hello to someone.", MCP_READ_ONLY, (MCP_TITLE("Greet")),
        MCP_STRING(name, "Who to greet", MCP_LENGTH(1, 80)),
        MCP_INTEGER(times, "How often", MCP_RANGE(1, 10), MCP_DEFAULT(1))),
    MCP_TOOL(divide, "Divide two integers.", MCP_READ_ONLY,
        MCP_INTEGER(dividend, "What is divided", MCP_RANGE(-1000000, 1000000)),
        MCP_INTEGER(divisor, "What it is divided by", MCP_RANGE(-1000000, 1000000))))
