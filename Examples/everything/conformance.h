/* Tools with the names, contents and questions that the official conformance suite of MCP looks for. */
#ifndef EVERYTHING_CONFORMANCE_H
#define EVERYTHING_CONFORMANCE_H

#include <mcp_plugin.h>

/* conformance_content.c */
mcp_status test_simple_text(mcp_call *call);
mcp_status test_image_content(mcp_call *call);
mcp_status test_audio_content(mcp_call *call);
mcp_status test_embedded_resource(mcp_call *call);
mcp_status test_multiple_content_types(mcp_call *call);
mcp_status test_tool_with_logging(mcp_call *call);
mcp_status test_tool_with_progress(mcp_call *call);
mcp_status test_error_handling(mcp_call *call);
mcp_status json_schema_2020_12_tool(mcp_call *call, mcp_json arguments);
/* conformance_asking.c */
mcp_status test_elicitation(mcp_call *call, mcp_str message);
mcp_status test_elicitation_sep1034_defaults(mcp_call *call);
mcp_status test_elicitation_sep1330_enums(mcp_call *call);
/* conformance_rounds.c */
mcp_status test_input_required_result_elicitation(mcp_call *call);
mcp_status test_input_required_result_request_state(mcp_call *call);
mcp_status test_input_required_result_multi_round(mcp_call *call);
mcp_status test_input_required_result_tampered_state(mcp_call *call);
mcp_status test_input_required_result_capabilities(mcp_call *call);

#endif
