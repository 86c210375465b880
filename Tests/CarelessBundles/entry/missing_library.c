/* Linked against a shared library that is gone (see the Makefile). */
#include "careless.h"

int careless_missing(void);
static mcp_status uses_missing(mcp_call *call) { return mcp_textf(call, "%d", careless_missing()); }

MCP_PLUGIN("com.example.careless.missing-library", "1.0.0", "Careless",
    MCP_TOOL(uses_missing, "Never loads.", MCP_READ_ONLY))
