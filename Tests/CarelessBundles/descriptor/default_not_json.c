/* A default that is not JSON. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.default-not-json", "1.0.0", "Careless",
    MCP_TOOL_NAMED("default_not_json", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_DEFAULT(RUB))))
