/* Calls exit(3). */
#include "careless.h"

#include <stdlib.h>

static mcp_status exits(mcp_call *call) {
    (void)call;
    exit(3);
}

MCP_PLUGIN("com.example.careless.exits", "1.0.0", "Careless",
    MCP_TOOL_WITH(exits, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
