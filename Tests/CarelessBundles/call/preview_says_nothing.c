/* A preview that succeeds without a word of text. */
#include "careless.h"

static mcp_status preview(mcp_call *call, mcp_str text) {
    (void)text;
    return mcp_structured(call, "{}");
}

MCP_PLUGIN("com.example.careless.preview-says-nothing", "1.0.0", "Careless",
    MCP_TOOL_PREVIEWED_NAMED("preview_says_nothing", fine_text, preview, "Careless.", MCP_WRITE, (.reserved = 0),
        MCP_STRING(text, "Any")))
