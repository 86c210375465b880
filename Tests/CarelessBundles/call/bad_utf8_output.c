/* Answers with text that is not UTF-8, then with `still here`. */
#include "careless.h"

static mcp_status bad_utf8_output(mcp_call *call) {
    if (mcp_text(call, "caf\xe9 \xff\xfe \xed\xa0\x80") != MCP_INVALID) return mcp_text(call, "the host took it");
    return mcp_text(call, "still here");
}

MCP_PLUGIN("com.example.careless.bad-utf8-output", "1.0.0", "Careless",
    MCP_TOOL_WITH(bad_utf8_output, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
