/* An entry whose `describe` is NULL. */
#include <mcp_plugin.h>

MCP_EXPORT const mcp_entry mcp_plugin_entry = {sizeof(mcp_entry), MCP_ABI_MAJOR, 0, 0, NULL};
