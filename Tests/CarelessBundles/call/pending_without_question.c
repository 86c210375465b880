/* Returns MCP_PENDING and has asked nothing. */
#include "careless.h"

static mcp_status pending_without_question(mcp_call *call) {
    (void)call;
    return MCP_PENDING;
}

MCP_PLUGIN("com.example.careless.pending-without-question", "1.0.0", "Careless",
    MCP_TOOL_WITH(pending_without_question, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
