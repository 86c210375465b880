/* Fewer titles than choices. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.choice-titles-too-few", "1.0.0", "Careless",
    MCP_TOOL_NAMED("choice_titles_too_few", fine_text, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRING(text, "A text", MCP_CHOICES("a", "b", "c"), MCP_CHOICE_TITLES("A", "B"))))
