/* Built for ABI 2. Its descriptor must not be asked for: describe would crash. */
#include <mcp_plugin.h>

static const mcp_plugin *describe(void) { __builtin_trap(); }
MCP_EXPORT const mcp_entry mcp_plugin_entry = {sizeof(mcp_entry), 2, 0, 0, describe};
