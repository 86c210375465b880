#include "conformance.h"

/* One red pixel as PNG. */
static const uint8_t pixel[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0x00,
    0x00, 0x03, 0x01, 0x01, 0x00, 0xc9, 0xfe, 0x92, 0xef, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
};

/* One silent sample as WAV: mono, 8 kHz, 16 bit. */
static const uint8_t silence[] = {
    0x52, 0x49, 0x46, 0x46, 0x26, 0x00, 0x00, 0x00, 0x57, 0x41, 0x56, 0x45, 0x66, 0x6d, 0x74, 0x20,
    0x10, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x40, 0x1f, 0x00, 0x00, 0x80, 0x3e, 0x00, 0x00,
    0x02, 0x00, 0x10, 0x00, 0x64, 0x61, 0x74, 0x61, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static const mcp_bytes image = {pixel, sizeof pixel};

mcp_status test_simple_text(mcp_call *call) { return mcp_text(call, "This is a simple text response for testing."); }

mcp_status test_image_content(mcp_call *call) { return call->api->image(call, image, mcp_string("image/png")); }

mcp_status test_audio_content(mcp_call *call) {
    return call->api->audio(call, (mcp_bytes){silence, sizeof silence}, mcp_string("audio/wav"));
}

mcp_status test_embedded_resource(mcp_call *call) {
    return call->api->resource_text(call, mcp_string("test://embedded-resource"), mcp_string("text/plain"),
                                    mcp_string("This is an embedded resource content."));
}

mcp_status test_multiple_content_types(mcp_call *call) {
    mcp_text(call, "Multiple content types test:");
    call->api->image(call, image, mcp_string("image/png"));
    return call->api->resource_text(call, mcp_string("test://mixed-content-resource"), mcp_string("application/json"),
                                    mcp_string("{\"test\":\"data\",\"value\":123}"));
}

mcp_status test_tool_with_logging(mcp_call *call) {
    static const mcp_json messages[] = {
        MCP_JSON_LITERAL("\"Tool execution started\""),
        MCP_JSON_LITERAL("\"Tool processing data\""),
        MCP_JSON_LITERAL("\"Tool execution completed\""),
    };
    for (size_t i = 0; i < 3; i++) {
        mcp_status status = i ? mcp_wait_ms(call, 50) : MCP_OK;
        if (status != MCP_OK) return status;
        call->api->log(call, MCP_LOG_INFO, mcp_string(""), messages[i]);
    }
    return mcp_text(call, "Tool with logging executed successfully");
}

mcp_status test_tool_with_progress(mcp_call *call) {
    static const char *const messages[] = {"Completed step 0 of 100", "Completed step 50 of 100",
                                           "Completed step 100 of 100"};
    for (int i = 0; i < 3; i++) {
        mcp_status status = i ? mcp_wait_ms(call, 50) : MCP_OK;
        if (status != MCP_OK) return status;
        mcp_progress(call, i * 50, 100, messages[i]);
    }
    return mcp_text(call, "Tool with progress executed successfully");
}

mcp_status test_error_handling(mcp_call *call) {
    return mcp_fail(call, "", "This tool intentionally returns an error for testing");
}

mcp_status json_schema_2020_12_tool(mcp_call *call, mcp_json arguments) {
    return mcp_textf(call, "JSON Schema 2020-12 tool called with: %.*s", MCP_ARG(arguments));
}
