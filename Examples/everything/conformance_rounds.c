/* The questions of revision 2026-07-28: each ends the request, and the tool is run again with the answers so far. */
#include "conformance.h"

#include "asking.h"

#include <stdio.h>
#include <string.h>

/* Asks for one field; MCP_OK with `out` accepted, or what the tool is to return. */
static mcp_status ask_field(mcp_call *call, const char *key, const char *message, const mcp_parameter *field,
                            mcp_answer *out) {
    mcp_question question = {.struct_size = sizeof question, .key = mcp_string(key), .message = mcp_string(message),
                             .fields = field, .field_count = 1};
    mcp_status status = put_question(call, &question, out);
    if (status != MCP_OK) return status;
    if (out->action == MCP_ANSWER_ACCEPTED) return MCP_OK;
    return mcp_fail(call, action_name(out), "There is no answer to go on with: %s.", action_name(out));
}

/* The value of `"name":"..."` in a flat object. Enough for an example, not a JSON parser: escapes stay as they are. */
static mcp_str text_member(mcp_json content, const char *name) {
    char quoted[64];
    int size = snprintf(quoted, sizeof quoted, "\"%s\"", name);
    const char *end = content.data + content.size;
    for (const char *at = content.data; at + size < end; at++) {
        if (memcmp(at, quoted, (size_t)size) != 0) continue;
        const char *start = memchr(at + size, '"', (size_t)(end - at - size));
        if (!start) break;
        const char *stop = ++start;
        while (stop < end && *stop != '"') stop += *stop == '\\' ? 2 : 1;
        if (stop < end) return (mcp_str){start, (size_t)(stop - start)};
    }
    return mcp_string("");
}

mcp_status test_input_required_result_elicitation(mcp_call *call) {
    static const mcp_parameter name = MCP_FIELD(MCP_STRING(name, "Your name"));
    mcp_answer answer;
    mcp_status status = ask_field(call, "user_name", "What is your name?", &name, &answer);
    if (status != MCP_OK) return status;
    return mcp_textf(call, "Hello, %.*s!", MCP_ARG(text_member(answer.content, "name")));
}

/* The host keeps the state; that this line is reached means that it came back whole. */
mcp_status test_input_required_result_request_state(mcp_call *call) {
    static const mcp_parameter ok = MCP_FIELD(MCP_BOOL(ok, "Whether it is right"));
    mcp_answer answer;
    mcp_status status = ask_field(call, "confirm", "Please confirm", &ok, &answer);
    return status == MCP_OK ? mcp_text(call, "state-ok: the answer came with a valid state") : status;
}

mcp_status test_input_required_result_tampered_state(mcp_call *call) {
    static const mcp_parameter ok = MCP_FIELD(MCP_BOOL(ok, "Whether it is right"));
    mcp_answer answer;
    mcp_status status = ask_field(call, "confirm", "Please confirm", &ok, &answer);
    return status == MCP_OK ? mcp_text(call, "integrity-ok: the state is the one that was given out") : status;
}

/* Asks only what this client can be asked; the fallback says that the call makes sense without an answer too. */
mcp_status test_input_required_result_capabilities(mcp_call *call) {
    static const mcp_parameter value = MCP_FIELD(MCP_STRING(value, "Any text"));
    mcp_question question = {.struct_size = sizeof question, .key = MCP_LITERAL("elicit_input"),
                             .message = MCP_LITERAL("Elicitation input"), .fields = &value, .field_count = 1,
                             .fallback = MCP_JSON_LITERAL("{\"value\":\"\"}")};
    mcp_answer answer;
    mcp_status status = put_question(call, &question, &answer);
    if (status != MCP_OK) return status;
    return mcp_text(call, answer.action == MCP_ANSWER_UNAVAILABLE ? "No supported capabilities declared"
                                                                  : "capabilities-ok: received elicit_input");
}

mcp_status test_input_required_result_multi_round(mcp_call *call) {
    static const mcp_parameter name = MCP_FIELD(MCP_STRING(name, "Your name"));
    static const mcp_parameter color = MCP_FIELD(MCP_STRING(color, "Your favorite color"));
    mcp_answer first, second;
    mcp_status status = ask_field(call, "step1", "Step 1: What is your name?", &name, &first);
    if (status != MCP_OK) return status;
    status = ask_field(call, "step2", "Step 2: What is your favorite color?", &color, &second);
    if (status != MCP_OK) return status;
    return mcp_textf(call, "%.*s likes %.*s.", MCP_ARG(text_member(first.content, "name")),
                     MCP_ARG(text_member(second.content, "color")));
}
