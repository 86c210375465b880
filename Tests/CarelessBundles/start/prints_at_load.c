/* Prints when it is loaded, before the host has called anything. */
#include "careless.h"

#include <stdio.h>
#include <unistd.h>

__attribute__((constructor)) static void greet_the_world(void) {
    printf("loaded from printf\n");
    fflush(stdout);
    static const char line[] = "loaded from write\n";
    ssize_t written = write(1, line, sizeof line - 1);
    (void)written;
}

MCP_PLUGIN("com.example.careless.prints-at-load", "1.0.0", "Careless",
    MCP_TOOL_NAMED("prints_at_load", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
