/* The descriptors of the tools in conformance.h. */
#ifndef EVERYTHING_CONFORMANCE_TOOLS_H
#define EVERYTHING_CONFORMANCE_TOOLS_H

/* clang-format off */
#define CONFORMANCE_TOOLS                                                                                              \
    MCP_TOOL(test_simple_text, "Answers with one text block.", MCP_READ_ONLY),                                         \
    MCP_TOOL(test_image_content, "Answers with one image.", MCP_READ_ONLY),                                            \
    MCP_TOOL(test_audio_content, "Answers with one piece of audio.", MCP_READ_ONLY),                                   \
    MCP_TOOL(test_embedded_resource, "Answers with one embedded resource.", MCP_READ_ONLY),                            \
    MCP_TOOL(test_multiple_content_types, "Answers with a text, an image and a resource.", MCP_READ_ONLY),             \
    MCP_TOOL(test_tool_with_logging, "Logs three messages to the client.", MCP_READ_ONLY),                             \
    MCP_TOOL(test_tool_with_progress, "Reports progress three times.", MCP_READ_ONLY),                                 \
    MCP_TOOL(test_error_handling, "Always fails.", MCP_READ_ONLY),                                                     \
    MCP_TOOL(test_elicitation, "Asks the person one question.", MCP_READ_ONLY,                                         \
        MCP_STRING(message, "The message to show")),                                                                   \
    MCP_TOOL(test_elicitation_sep1034_defaults, "Asks with a default in each field.", MCP_READ_ONLY),                  \
    MCP_TOOL(test_elicitation_sep1330_enums, "Asks with each kind of choice.", MCP_READ_ONLY),                         \
    MCP_TOOL(test_input_required_result_elicitation, "Asks for a name and greets.", MCP_READ_ONLY),                    \
    MCP_TOOL(test_input_required_result_request_state, "Asks for a confirmation.", MCP_READ_ONLY),                     \
    MCP_TOOL(test_input_required_result_tampered_state, "Asks for a confirmation.", MCP_READ_ONLY),                    \
    MCP_TOOL(test_input_required_result_capabilities, "Asks only what this client can be asked.", MCP_READ_ONLY),      \
    MCP_TOOL(test_input_required_result_multi_round, "Asks two questions, one after the other.", MCP_READ_ONLY),       \
    MCP_RAW_TOOL(json_schema_2020_12_tool, "Takes arguments that only a JSON Schema can describe.", MCP_READ_ONLY,     \
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","                           \
        "\"$defs\":{\"address\":{\"$anchor\":\"addressDef\",\"type\":\"object\","                                      \
        "\"properties\":{\"street\":{\"type\":\"string\"},\"city\":{\"type\":\"string\"}}}},"                          \
        "\"properties\":{\"name\":{\"type\":\"string\"},\"address\":{\"$ref\":\"#/$defs/address\"},"                   \
        "\"contactMethod\":{\"type\":\"string\",\"enum\":[\"phone\",\"email\"]},"                                      \
        "\"phone\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"                                            \
        "\"allOf\":[{\"anyOf\":[{\"required\":[\"phone\"]},{\"required\":[\"email\"]}]}],"                             \
        "\"if\":{\"properties\":{\"contactMethod\":{\"const\":\"phone\"}},\"required\":[\"contactMethod\"]},"          \
        "\"then\":{\"required\":[\"phone\"]},\"else\":{\"required\":[\"email\"]},"                                     \
        "\"additionalProperties\":false}")
/* clang-format on */

#endif
