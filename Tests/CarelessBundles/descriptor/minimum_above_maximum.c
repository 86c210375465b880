/* A range whose minimum is above its maximum. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.minimum-above-maximum", "1.0.0", "Careless",
    MCP_TOOL_NAMED("minimum_above_maximum", fine_integer, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_INTEGER(n, "A number", MCP_RANGE(10, 1))))
