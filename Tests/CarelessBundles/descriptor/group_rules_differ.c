/* Two members of one group with different rules. */
#include "careless.h"

MCP_PLUGIN("com.example.careless.group-rules-differ", "1.0.0", "Careless",
    MCP_TOOL_NAMED("group_rules_differ", fine_texts, "Works.", MCP_READ_ONLY, (.reserved = 0),
        MCP_OPT_STRING(one, "One", MCP_GROUP(EXACTLY_ONE, "who")),
        MCP_OPT_STRING(other, "Other", MCP_GROUP(ALL_OR_NONE, "who"))))
