/* An item count whose minimum is above its maximum. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.items-above-maximum", "1.0.0", "Careless",
    MCP_TOOL_NAMED("items_above_maximum", fine_list, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_STRINGS(texts, "Texts", MCP_ITEMS(10, 1))))
