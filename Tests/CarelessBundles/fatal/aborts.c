/* Calls abort(). */
#include "careless.h"

#include <stdlib.h>

static mcp_status aborts(mcp_call *call) {
    (void)call;
    abort();
}

MCP_PLUGIN("com.example.careless.aborts", "1.0.0", "Careless",
    MCP_TOOL_WITH(aborts, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
