/* An input schema whose root is no object. */
#include "careless.h"

static mcp_status schema_of_a_list(mcp_call *call, mcp_json arguments) { return fine_raw(call, arguments); }

MCP_PLUGIN("com.example.careless.schema-of-a-list", "1.0.0", "Careless",
    MCP_TOOL_NAMED("schema_of_a_list_sibling", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_RAW_TOOL(schema_of_a_list, "Never runs.", MCP_READ_ONLY, "{\"type\":\"array\"}"))
