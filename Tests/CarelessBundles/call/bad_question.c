/* Asks with a key that is not allowed, without fields, and with a field that cannot be in a form. */
#include "careless.h"

static mcp_status bad_question(mcp_call *call) {
    static const mcp_parameter text[] = {MCP_FIELD(MCP_STRING(text, "A text"))};
    static const mcp_parameter json[] = {MCP_FIELD(MCP_JSON(json, "Anything"))};
    mcp_answer answer = {.struct_size = sizeof answer};
    mcp_question key = {.struct_size = sizeof key, .key = MCP_LITERAL("two words"), .message = MCP_LITERAL("?"),
                        .fields = text, .field_count = 1};
    mcp_question none = {.struct_size = sizeof none, .key = MCP_LITERAL("none"), .message = MCP_LITERAL("?")};
    mcp_question field = {.struct_size = sizeof field, .key = MCP_LITERAL("field"), .message = MCP_LITERAL("?"),
                          .fields = json, .field_count = 1};
    mcp_status bad_key = call->api->ask(call, &key, &answer);
    mcp_status no_fields = call->api->ask(call, &none, &answer);
    mcp_status bad_field = call->api->ask(call, &field, &answer);
    return mcp_textf(call, "%d %d %d", bad_key, no_fields, bad_field);
}

MCP_PLUGIN("com.example.careless.bad-question", "1.0.0", "Careless",
    MCP_TOOL_WITH(bad_question, "Careless.", MCP_READ_ONLY, (.reserved = 0)))
