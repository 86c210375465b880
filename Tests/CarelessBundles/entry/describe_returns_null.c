/* Refuses by returning NULL from describe. */
#include <mcp_plugin.h>

static const mcp_plugin *describe(void) { return NULL; }
MCP_EXPORT const mcp_entry mcp_plugin_entry = {sizeof(mcp_entry), MCP_ABI_MAJOR, 0, 0, describe};
