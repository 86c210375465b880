// The header is the target; this file makes the compiler read it once as C, with its layout assertions.
#include "mcp_plugin.h"
