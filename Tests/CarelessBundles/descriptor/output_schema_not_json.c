/* An output schema that is not JSON. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.output-schema-not-json", "1.0.0", "Careless",
    MCP_TOOL_NAMED("output_schema_not_json", fine, "Works.", MCP_READ_ONLY, (MCP_OUTPUT("{type: object}"))))
