/* A structured result that does not fit its output schema. */
#include "careless.h"

static mcp_status structured_violates_schema(mcp_call *call) {
    return mcp_structured(call, "{\"n\":\"three\"}");
}

MCP_PLUGIN("com.example.careless.structured-violates-schema", "1.0.0", "Careless",
    MCP_TOOL_WITH(structured_violates_schema, "Careless.", MCP_READ_ONLY,
        (MCP_OUTPUT("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
                    "\"required\":[\"n\"]}"))))
