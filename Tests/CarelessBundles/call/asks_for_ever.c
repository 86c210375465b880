/* Asks another question under another key each time, without end. */
#include "careless.h"

#include <stdio.h>

static mcp_status asks_for_ever(mcp_call *call) {
    static const mcp_parameter fields[] = {MCP_FIELD(MCP_BOOL(more, "More?"))};
    for (int i = 0;; i++) {
        char key[32];
        snprintf(key, sizeof key, "question-%d", i);
        mcp_question question = {.struct_size = sizeof question, .key = mcp_string(key),
                                 .message = MCP_LITERAL("More?"),
                                 .fields = fields, .field_count = 1};
        mcp_answer answer = {.struct_size = sizeof answer};
        mcp_status status = call->api->ask(call, &question, &answer);
        if (status != MCP_OK) return status;
        if (answer.action != MCP_ANSWER_ACCEPTED) return mcp_text(call, "enough");
    }
}

MCP_PLUGIN("com.example.careless.asks-for-ever", "1.0.0", "Careless",
    MCP_TOOL_WITH(asks_for_ever, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
