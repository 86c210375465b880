/* Changes the working directory and the environment of the process. */
#include "careless.h"

#include <stdlib.h>
#include <unistd.h>

static mcp_status changes_directory(mcp_call *call) {
    int status = chdir("/");
    status |= setenv("PATH", "/nowhere", 1);
    return mcp_textf(call, "%d", status);
}

MCP_PLUGIN("com.example.careless.changes-directory", "1.0.0", "Careless",
    MCP_TOOL_WITH(changes_directory, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
