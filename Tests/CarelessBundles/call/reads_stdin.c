/* Reads from stdin, where the client's messages come from. */
#include "careless.h"

#include <unistd.h>

static mcp_status reads_stdin(mcp_call *call) {
    char buffer[64];
    ssize_t size = read(0, buffer, sizeof buffer);
    return mcp_textf(call, "read %ld bytes", (long)size);
}

MCP_PLUGIN("com.example.careless.reads-stdin", "1.0.0", "Careless",
    MCP_TOOL_WITH(reads_stdin, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
