/* An input schema of a dialect this host does not speak. */
#include "careless.h"

static mcp_status schema_old_dialect(mcp_call *call, mcp_json arguments) { return fine_raw(call, arguments); }

MCP_PLUGIN("com.example.careless.schema-old-dialect", "1.0.0", "Careless",
    MCP_TOOL_NAMED("schema_old_dialect_sibling", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_RAW_TOOL(schema_old_dialect, "Never runs.", MCP_READ_ONLY,
        "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"object\"}"))
