#include "conformance.h"

#include "asking.h"

/* The form as a schema of its own, passed on as it is; the answer is reported in the words the suite expects. */
static mcp_status ask_with_schema(mcp_call *call, mcp_str message, mcp_json schema, const char *prefix) {
    mcp_question question = {.struct_size = sizeof question, .key = MCP_LITERAL("form"), .message = message,
                             .schema = schema};
    mcp_answer answer;
    mcp_status status = put_question(call, &question, &answer);
    if (status != MCP_OK) return status;
    if (answer.action == MCP_ANSWER_UNAVAILABLE)
        return mcp_fail(call, "unavailable", "This client does not support elicitation.");
    return mcp_textf(call, "%s: action=%s, content=%.*s", prefix, action_name(&answer), MCP_ARG(content_of(&answer)));
}

mcp_status test_elicitation(mcp_call *call, mcp_str message) {
    static const mcp_json schema = MCP_JSON_LITERAL(
        "{\"type\":\"object\",\"properties\":{\"response\":{\"type\":\"string\",\"description\":\"User's response\"}},"
        "\"required\":[\"response\"]}");
    return ask_with_schema(call, message, schema, "User response");
}

mcp_status test_elicitation_sep1034_defaults(mcp_call *call) {
    static const mcp_json schema = MCP_JSON_LITERAL(
        "{\"type\":\"object\",\"properties\":{"
        "\"name\":{\"type\":\"string\",\"description\":\"User name\",\"default\":\"John Doe\"},"
        "\"age\":{\"type\":\"integer\",\"description\":\"User age\",\"default\":30},"
        "\"score\":{\"type\":\"number\",\"description\":\"User score\",\"default\":95.5},"
        "\"status\":{\"type\":\"string\",\"description\":\"User status\","
        "\"enum\":[\"active\",\"inactive\",\"pending\"],\"default\":\"active\"},"
        "\"verified\":{\"type\":\"boolean\",\"description\":\"Verification status\",\"default\":true}},"
        "\"required\":[]}");
    return ask_with_schema(call, mcp_string("Please review and update the form fields with defaults"), schema,
                           "Elicitation completed");
}

mcp_status test_elicitation_sep1330_enums(mcp_call *call) {
    static const mcp_json schema = MCP_JSON_LITERAL(
        "{\"type\":\"object\",\"properties\":{"
        "\"untitledSingle\":{\"type\":\"string\",\"description\":\"Select one option\","
        "\"enum\":[\"option1\",\"option2\",\"option3\"]},"
        "\"titledSingle\":{\"type\":\"string\",\"description\":\"Select one option with titles\",\"oneOf\":["
        "{\"const\":\"value1\",\"title\":\"First Option\"},{\"const\":\"value2\",\"title\":\"Second Option\"},"
        "{\"const\":\"value3\",\"title\":\"Third Option\"}]},"
        "\"legacyEnum\":{\"type\":\"string\",\"description\":\"Select one option (legacy)\","
        "\"enum\":[\"opt1\",\"opt2\",\"opt3\"],"
        "\"enumNames\":[\"Option One\",\"Option Two\",\"Option Three\"]},"
        "\"untitledMulti\":{\"type\":\"array\",\"description\":\"Select multiple options\",\"minItems\":1,"
        "\"maxItems\":3,\"items\":{\"type\":\"string\",\"enum\":[\"option1\",\"option2\",\"option3\"]}},"
        "\"titledMulti\":{\"type\":\"array\",\"description\":\"Select multiple options with titles\",\"minItems\":1,"
        "\"maxItems\":3,\"items\":{\"anyOf\":["
        "{\"const\":\"value1\",\"title\":\"First Choice\"},{\"const\":\"value2\",\"title\":\"Second Choice\"},"
        "{\"const\":\"value3\",\"title\":\"Third Choice\"}]}}},"
        "\"required\":[]}");
    return ask_with_schema(call, mcp_string("Please select options from the enum fields"), schema,
                           "Elicitation completed");
}
