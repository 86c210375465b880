/* Questions to the person. Each tool asks before it does anything else: it may be run again from its start. */
#include "asking.h"

mcp_status put_question(mcp_call *call, const mcp_question *question, mcp_answer *out) {
    *out = (mcp_answer){.struct_size = sizeof *out};
    return call->api->ask(call, question, out);
}

const char *action_name(const mcp_answer *answer) {
    switch (answer->action) {
    case MCP_ANSWER_ACCEPTED: return "accept";
    case MCP_ANSWER_DECLINED: return "decline";
    case MCP_ANSWER_DISMISSED: return "cancel";
    case MCP_ANSWER_UNAVAILABLE: return "unavailable";
    case MCP_ANSWER_TIMEOUT: return "timeout";
    default: return "unknown";
    }
}

mcp_json content_of(const mcp_answer *answer) {
    return answer->content.data ? answer->content : (mcp_json)MCP_JSON_LITERAL("{}");
}

static mcp_status report(mcp_call *call, const mcp_answer *answer) {
    switch (answer->action) {
    case MCP_ANSWER_ACCEPTED: return mcp_textf(call, "accepted: %.*s", MCP_ARG(answer->content));
    case MCP_ANSWER_DECLINED: return mcp_text(call, "declined");
    case MCP_ANSWER_DISMISSED: return mcp_text(call, "dismissed");
    case MCP_ANSWER_UNAVAILABLE: return mcp_textf(call, "unavailable: %.*s", MCP_ARG(content_of(answer)));
    case MCP_ANSWER_TIMEOUT: return mcp_textf(call, "timeout: %.*s", MCP_ARG(content_of(answer)));
    default: return mcp_fail(call, "unknown_answer", "The host gave an answer this tool does not know.");
    }
}

static mcp_status ask_and_report(mcp_call *call, const mcp_question *question) {
    mcp_answer answer;
    mcp_status status = put_question(call, question, &answer);
    return status == MCP_OK ? report(call, &answer) : status;
}

mcp_status ask(mcp_call *call, mcp_str question) {
    static const mcp_parameter fields[] = {MCP_FIELD(MCP_STRING(answer, "Your answer"))};
    mcp_question form = {.struct_size = sizeof form, .key = MCP_LITERAL("answer"), .message = question,
                         .fields = fields, .field_count = 1};
    return ask_and_report(call, &form);
}

/* Every kind of field a form can have. */
mcp_status ask_form(mcp_call *call) {
    static const mcp_parameter fields[] = {
        MCP_FIELD(MCP_STRING(name, "Your name", MCP_TITLE("Name"), MCP_LENGTH(1, 80))),
        MCP_FIELD(MCP_OPT_STRING(email, "Where to write to", MCP_FORMAT("email"))),
        MCP_FIELD(MCP_OPT_INTEGER(age, "In years", MCP_RANGE(0, 150))),
        MCP_FIELD(MCP_NUMBER(share, "How much of it", MCP_RANGE(0, 1), MCP_DEFAULT(0.5))),
        MCP_FIELD(MCP_BOOL(agree, "Whether it is right", MCP_DEFAULT(false))),
        MCP_FIELD(MCP_STRING(color, "One of three", MCP_CHOICES("red", "green", "blue"),
                             MCP_CHOICE_TITLES("Red", "Green", "Blue"))),
        MCP_FIELD(MCP_OPT_STRINGS(days, "Any of two", MCP_CHOICES("sat", "sun"), MCP_ITEMS(0, 2))),
    };
    mcp_question form = {.struct_size = sizeof form, .key = MCP_LITERAL("form"),
                         .message = MCP_LITERAL("Please fill in this form."),
                         .fields = fields, .field_count = sizeof fields / sizeof fields[0]};
    return ask_and_report(call, &form);
}

/* Two questions, the second of which depends on the answer to the first. */
mcp_status ask_twice(mcp_call *call) {
    static const mcp_parameter sure[] = {MCP_FIELD(MCP_BOOL(sure, "Whether to go on"))};
    static const mcp_parameter reason[] = {MCP_FIELD(MCP_STRING(reason, "Why"))};
    mcp_question first = {.struct_size = sizeof first, .key = MCP_LITERAL("first"),
                          .message = MCP_LITERAL("Are you sure?"), .fields = sure, .field_count = 1};
    mcp_question second = {.struct_size = sizeof second, .key = MCP_LITERAL("second"),
                           .message = MCP_LITERAL("Why?"), .fields = reason, .field_count = 1};
    mcp_answer sure_answer, reason_answer;
    mcp_status status = put_question(call, &first, &sure_answer);
    if (status != MCP_OK) return status;
    if (sure_answer.action != MCP_ANSWER_ACCEPTED) return report(call, &sure_answer);
    status = put_question(call, &second, &reason_answer);
    if (status != MCP_OK) return status;
    mcp_textf(call, "first: %.*s", MCP_ARG(sure_answer.content));
    return report(call, &reason_answer);
}

/* A question nobody needs to answer: after `wait_ms` the tool goes on with the fallback. */
mcp_status ask_or_default(mcp_call *call, int64_t wait_ms) {
    static const mcp_parameter fields[] = {MCP_FIELD(MCP_STRING(answer, "Your answer"))};
    mcp_question form = {.struct_size = sizeof form, .deadline_ms = (uint32_t)wait_ms, .key = MCP_LITERAL("answer"),
                         .message = MCP_LITERAL("Tea or coffee? Tea, if you do not answer."), .fields = fields,
                         .field_count = 1, .fallback = MCP_JSON_LITERAL("{\"answer\":\"tea\"}")};
    return ask_and_report(call, &form);
}
