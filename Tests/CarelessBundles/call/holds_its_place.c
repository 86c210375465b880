/* Returns 3 s after its deadline, so that the next call of this bundle has to wait or fail. */
#include "careless.h"

static mcp_status holds_its_place(mcp_call *call) {
    careless_sleep(4);
    return mcp_text(call, "late");
}

MCP_PLUGIN("com.example.careless.holds-its-place", "1.0.0", "Careless",
    MCP_TOOL_WITH(holds_its_place, "Careless.", MCP_READ_ONLY, (.deadline_ms = 1000)))
