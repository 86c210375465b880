/* Declares an output schema and gives no structured result. */
#include "careless.h"

static mcp_status structured_missing(mcp_call *call) {
    return mcp_text(call, "three");
}

MCP_PLUGIN("com.example.careless.structured-missing", "1.0.0", "Careless",
    MCP_TOOL_WITH(structured_missing, "Careless.", MCP_READ_ONLY,
        (MCP_OUTPUT("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
                    "\"required\":[\"n\"]}"))))
