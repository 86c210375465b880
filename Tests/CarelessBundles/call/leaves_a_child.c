/* Leaves a child process behind that holds every file it inherited. */
#define _POSIX_C_SOURCE 200809L
#include "careless.h"

#include <spawn.h>

static mcp_status leaves_a_child(mcp_call *call) {
    pid_t child;
    char *const arguments[] = {"sleep", "30", NULL};
    char *const environment[] = {NULL};
    if (posix_spawnp(&child, "sleep", NULL, NULL, arguments, environment) != 0) return mcp_text(call, "no child");
    return mcp_textf(call, "%ld", (long)child);
}

MCP_PLUGIN("com.example.careless.leaves-a-child", "1.0.0", "Careless",
    MCP_TOOL(leaves_a_child, "Answers with the id of the child.", MCP_READ_ONLY))
