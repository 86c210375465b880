/* Adds 256 MiB of text in blocks of 1 MiB and does not look at what the host says to it. */
#include "careless.h"

#include <stdlib.h>
#include <string.h>

static mcp_status huge_output(mcp_call *call) {
    enum { MEBIBYTE = 1 << 20 };
    char *block = malloc(MEBIBYTE);
    if (!block) return mcp_fail(call, "out_of_memory", "no memory");
    memset(block, 'x', MEBIBYTE);
    for (int i = 0; i < 256; i++) call->api->text(call, (mcp_str){block, MEBIBYTE});
    free(block);
    return MCP_OK;
}

MCP_PLUGIN("com.example.careless.huge-output", "1.0.0", "Careless",
    MCP_TOOL_WITH(huge_output, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
