/* A preview that asks a question of its own, and one that waits for an answer to none. */
#include "careless.h"

static mcp_status preview_asks(mcp_call *call) {
    static const mcp_parameter fields[] = {MCP_FIELD(MCP_BOOL(yes, "Yes?"))};
    mcp_question question = {.struct_size = sizeof question, .key = MCP_LITERAL("sure"), .message = MCP_LITERAL("Sure?"),
                             .fields = fields, .field_count = 1};
    mcp_answer answer = {.struct_size = sizeof answer};
    return mcp_textf(call, "ask said %d", call->api->ask(call, &question, &answer));
}

static mcp_status preview_waits(mcp_call *call) {
    (void)call;
    return MCP_PENDING;
}

MCP_PLUGIN("com.example.careless.preview-asks", "1.0.0", "Careless",
    MCP_TOOL_PREVIEWED_NAMED("preview_asks", fine, preview_asks, "Careless.", MCP_WRITE, (.reserved = 0)),
    MCP_TOOL_PREVIEWED_NAMED("preview_waits", fine, preview_waits, "Careless.", MCP_WRITE, (.reserved = 0)))
