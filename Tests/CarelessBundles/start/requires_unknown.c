/* Requires a service that no host has. */
#include "careless.h"

MCP_PLUGIN_WITH("com.example.careless.requires-unknown", "1.0.0", "Careless",
    (MCP_NEEDS(MCP_REQUIRES("com.example.nowhere", 1))),
    MCP_TOOL_NAMED("requires_unknown", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
