/* Sets the structured result twice. */
#include "careless.h"

static mcp_status structured_twice(mcp_call *call) {
    mcp_structured(call, "{\"n\":1}");
    if (mcp_structured(call, "{\"n\":2}") != MCP_INVALID) return mcp_text(call, "the host took it");
    return MCP_OK;
}

MCP_PLUGIN("com.example.careless.structured-twice", "1.0.0", "Careless",
    MCP_TOOL_WITH(structured_twice, "Careless.", MCP_READ_ONLY,
        (MCP_OUTPUT("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
                    "\"required\":[\"n\"]}"))))
