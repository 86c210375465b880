/* A default of another type. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.default-wrong-type", "1.0.0", "Careless",
    MCP_TOOL_NAMED("default_wrong_type", fine_integer, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_INTEGER(n, "A number", MCP_DEFAULT("three"))))
