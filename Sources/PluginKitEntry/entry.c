#include "mcp_plugin.h"
