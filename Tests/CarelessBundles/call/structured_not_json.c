/* A structured result that is not JSON. */
#include "careless.h"

static mcp_status structured_not_json(mcp_call *call) {
    return mcp_structured(call, "{n: 3}");
}

MCP_PLUGIN("com.example.careless.structured-not-json", "1.0.0", "Careless",
    MCP_TOOL_WITH(structured_not_json, "Careless.", MCP_READ_ONLY,
        (MCP_OUTPUT("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
                    "\"required\":[\"n\"]}"))))
