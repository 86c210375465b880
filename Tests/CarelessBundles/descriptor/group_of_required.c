/* A required parameter in a group. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.group-of-required", "1.0.0", "Careless",
    MCP_TOOL_NAMED("group_of_required", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_GROUP(EXACTLY_ONE, "who"))))
