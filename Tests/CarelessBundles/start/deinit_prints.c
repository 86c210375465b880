/* Prints in deinit and leaves output in the buffer of stdio. */
#include "careless.h"

#include <stdio.h>

static void stop(void) { printf("good bye without a newline"); }

MCP_PLUGIN_WITH("com.example.careless.deinit-prints", "1.0.0", "Careless", (.deinit = stop),
    MCP_TOOL_NAMED("deinit_prints", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
