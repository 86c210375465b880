/* Prints to stdout during a call, without a newline and with one, and through the file descriptor. */
#include "careless.h"

#include <stdio.h>

static mcp_status prints(mcp_call *call) {
    printf("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
    printf("half a line");
    fflush(stdout);
    dprintf(1, "and more\n");
    return mcp_text(call, "printed");
}

MCP_PLUGIN("com.example.careless.prints", "1.0.0", "Careless",
    MCP_TOOL_WITH(prints, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
