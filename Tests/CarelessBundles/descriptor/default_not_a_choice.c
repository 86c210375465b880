/* A default that is none of the choices. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.default-not-a-choice", "1.0.0", "Careless",
    MCP_TOOL_NAMED("default_not_a_choice", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_CHOICES("a", "b"), MCP_DEFAULT("c"))))
