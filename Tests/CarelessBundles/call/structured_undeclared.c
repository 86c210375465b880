/* A structured result without an output schema. */
#include "careless.h"

static mcp_status structured_undeclared(mcp_call *call) {
    mcp_structured(call, "{\"n\":1}");
    return mcp_text(call, "done");
}

MCP_PLUGIN("com.example.careless.structured-undeclared", "1.0.0", "Careless",
    MCP_TOOL_WITH(structured_undeclared, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
