/* An input schema that refers to a definition it does not have. */
#include "careless.h"

static mcp_status schema_dangling_reference(mcp_call *call, mcp_json arguments) { return fine_raw(call, arguments); }

MCP_PLUGIN("com.example.careless.schema-dangling-reference", "1.0.0", "Careless",
    MCP_TOOL_NAMED("schema_dangling_reference_sibling", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_RAW_TOOL(schema_dangling_reference, "Never runs.", MCP_READ_ONLY,
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/nowhere\"}}}"))
