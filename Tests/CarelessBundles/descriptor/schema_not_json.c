/* An input schema that is not JSON. */
#include "careless.h"

static mcp_status schema_not_json(mcp_call *call, mcp_json arguments) { return fine_raw(call, arguments); }

MCP_PLUGIN("com.example.careless.schema-not-json", "1.0.0", "Careless",
    MCP_TOOL_NAMED("schema_not_json_sibling", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_RAW_TOOL(schema_not_json, "Never runs.", MCP_READ_ONLY, "{\"type\":"))
