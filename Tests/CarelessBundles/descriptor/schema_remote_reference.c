/* An input schema that would have to be fetched. */
#include "careless.h"

static mcp_status schema_remote_reference(mcp_call *call, mcp_json arguments) { return fine_raw(call, arguments); }

MCP_PLUGIN("com.example.careless.schema-remote-reference", "1.0.0", "Careless",
    MCP_TOOL_NAMED("schema_remote_reference_sibling", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_RAW_TOOL(schema_remote_reference, "Never runs.", MCP_READ_ONLY,
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"https://example.com/a.json\"}}}"))
