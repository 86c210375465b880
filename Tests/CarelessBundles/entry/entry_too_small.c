/* An entry that says it is too short to hold `describe`. */
#include <mcp_plugin.h>

static const mcp_plugin *describe(void) { __builtin_trap(); }
MCP_EXPORT const mcp_entry mcp_plugin_entry = {8, MCP_ABI_MAJOR, 0, 0, describe};
