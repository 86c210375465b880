/* A default that breaks the parameter's own limits. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.default-outside-limits", "1.0.0", "Careless",
    MCP_TOOL_NAMED("default_outside_limits", fine_integer, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_INTEGER(n, "A number", MCP_RANGE(1, 10), MCP_DEFAULT(11))))
