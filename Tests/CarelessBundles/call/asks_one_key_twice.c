/* Asks two different questions under one key. */
#include "careless.h"

static mcp_status asks_one_key_twice(mcp_call *call) {
    static const mcp_parameter first[] = {MCP_FIELD(MCP_BOOL(yes, "Yes?"))};
    static const mcp_parameter second[] = {MCP_FIELD(MCP_STRING(why, "Why?"))};
    mcp_question one = {.struct_size = sizeof one, .key = MCP_LITERAL("same"), .message = MCP_LITERAL("Yes?"),
                        .fields = first, .field_count = 1};
    mcp_question two = {.struct_size = sizeof two, .key = MCP_LITERAL("same"), .message = MCP_LITERAL("Why?"),
                        .fields = second, .field_count = 1};
    mcp_answer answer = {.struct_size = sizeof answer};
    mcp_status status = call->api->ask(call, &one, &answer);
    if (status != MCP_OK) return status;
    status = call->api->ask(call, &two, &answer);
    if (status == MCP_PENDING) return status;
    return mcp_textf(call, "%d %.*s", status, MCP_ARG(answer.content));
}

MCP_PLUGIN("com.example.careless.asks-one-key-twice", "1.0.0", "Careless",
    MCP_TOOL_WITH(asks_one_key_twice, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
