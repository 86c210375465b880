/* Requires a revision of a service that this host does not have. */
#include "careless.h"

MCP_PLUGIN_WITH("com.example.careless.requires-later-revision", "1.0.0", "Careless",
    (MCP_NEEDS(MCP_REQUIRES(MCP_SERVICE_LOG, 999))),
    MCP_TOOL_NAMED("requires_later_revision", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
