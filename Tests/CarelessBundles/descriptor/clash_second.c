/* Has a tool `clash`, as clash_first has. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.clash-second", "1.0.0", "Careless",
    MCP_TOOL_NAMED("clash", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
