/* A count of needs without needs. */
#include "careless.h"

MCP_PLUGIN_WITH("com.example.careless.null-needs", "1.0.0", "Careless", (.need_count = 2),
    MCP_TOOL_NAMED("null_needs", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
