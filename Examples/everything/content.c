/* The kinds of content a tool can answer with. */
#include "everything.h"

#include <stdlib.h>
#include <string.h>

mcp_status echo(mcp_call *call, mcp_str text) { return call->api->text(call, text); }

mcp_status big(mcp_call *call, int64_t bytes) {
    char *text = malloc((size_t)bytes + 1);
    if (!text) return mcp_fail(call, "out_of_memory", "There is not enough memory for this answer; ask for less.");
    memset(text, 'x', (size_t)bytes);
    mcp_status status = call->api->text(call, (mcp_str){text, (size_t)bytes});
    free(text);
    return status;
}

mcp_status annotated(mcp_call *call) {
    mcp_text(call, "For the model, and important.");
    call->api->annotate(call, MCP_AUDIENCE_ASSISTANT, 0.9);
    mcp_text(call, "For the person.");
    call->api->annotate(call, MCP_AUDIENCE_USER, -1);
    mcp_text(call, "For both, of no great weight.");
    return call->api->annotate(call, MCP_AUDIENCE_USER | MCP_AUDIENCE_ASSISTANT, 0.1);
}

mcp_status resource_link(mcp_call *call) {
    mcp_link link = {
        .struct_size = sizeof link,
        .uri = MCP_LITERAL("https://example.com/report.pdf"),
        .name = MCP_LITERAL("report"),
        .title = MCP_LITERAL("Annual report"),
        .description = MCP_LITERAL("The figures of last year"),
        .mime_type = MCP_LITERAL("application/pdf"),
        .size = 52341,
    };
    return call->api->link(call, &link);
}

mcp_status resource_blob(mcp_call *call) {
    static const uint8_t bytes[] = {0x00, 0xff, 0x10, 0x80, 0x7f};
    return call->api->resource_blob(call, mcp_string("test://blob"), mcp_string("application/octet-stream"),
                                    (mcp_bytes){bytes, sizeof bytes});
}
