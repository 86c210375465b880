/* Needs a symbol that nobody has, so that dlopen with RTLD_NOW fails. */
#include "careless.h"

mcp_status careless_nowhere(mcp_call *call);
static mcp_status calls_nowhere(mcp_call *call) { return careless_nowhere(call); }

MCP_PLUGIN("com.example.careless.undefined-symbol", "1.0.0", "Careless",
    MCP_TOOL(calls_nowhere, "Never loads.", MCP_READ_ONLY))
