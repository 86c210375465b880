/* Closes file descriptor 1. */
#include "careless.h"

#include <unistd.h>

static mcp_status closes_stdout(mcp_call *call) {
    close(1);
    return mcp_text(call, "closed");
}

MCP_PLUGIN("com.example.careless.closes-stdout", "1.0.0", "Careless",
    MCP_TOOL_WITH(closes_stdout, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
