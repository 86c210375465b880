/* A pattern that is no regular expression. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.bad-pattern", "1.0.0", "Careless",
    MCP_TOOL_NAMED("bad_pattern", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_PATTERN("^(a|b$"))))
