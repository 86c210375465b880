/* Points file descriptor 1 at /dev/null and stdio at it too. */
#include "careless.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static mcp_status redirects_stdout(mcp_call *call) {
    int other = open("/dev/null", O_WRONLY);
    dup2(other, 1);
    close(other);
    setvbuf(stdout, NULL, _IONBF, 0);
    return mcp_text(call, "redirected");
}

MCP_PLUGIN("com.example.careless.redirects-stdout", "1.0.0", "Careless",
    MCP_TOOL_WITH(redirects_stdout, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
