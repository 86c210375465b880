/* Never returns from deinit. */
#include "careless.h"

static void stop(void) { careless_sleep(3600); }

MCP_PLUGIN_WITH("com.example.careless.deinit-hangs", "1.0.0", "Careless", (.deinit = stop),
    MCP_TOOL_NAMED("deinit_hangs", fine, "Works.", MCP_READ_ONLY, (.reserved = 0)))
