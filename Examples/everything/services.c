/* Looking services up, once, when the bundle starts. */
#include "everything.h"
#include "json.h"

mcp_host *everything_host;
const mcp_log_service *everything_log;
const mcp_settings_service *everything_settings;
const mcp_http_service *everything_http;
const mcp_limit_service *everything_limit;
const mcp_guard_service *everything_guard;

mcp_status everything_init(mcp_host *host) {
    everything_host = host;
    everything_log = mcp_service(host, MCP_SERVICE_LOG, 1);
    everything_settings = mcp_service(host, MCP_SERVICE_SETTINGS, 1);
    everything_http = mcp_service(host, MCP_SERVICE_HTTP, 1);
    everything_limit = mcp_service(host, MCP_SERVICE_LIMIT, 1);
    everything_guard = mcp_service(host, MCP_SERVICE_GUARD, 1);
    if (everything_settings) {
        mcp_str refuse = everything_settings->text(host, mcp_string("refuse"));
        if (refuse.data) {
            host->api->refuse(host, refuse);
            return MCP_FAILED;
        }
    }
    return MCP_OK;
}

void everything_deinit(void) {
    if (everything_log) everything_log->write(everything_host, MCP_LOG_INFO, mcp_string("everything: good bye"));
}

mcp_status services(mcp_call *call) {
    json_object out = {0};
    json_string(&out, "host", everything_host->api->version(everything_host));
    json_bool(&out, MCP_SERVICE_LOG, everything_log != NULL);
    json_bool(&out, MCP_SERVICE_SETTINGS, everything_settings != NULL);
    json_bool(&out, MCP_SERVICE_HTTP, everything_http != NULL);
    json_bool(&out, MCP_SERVICE_LIMIT, everything_limit != NULL);
    json_bool(&out, MCP_SERVICE_GUARD, everything_guard != NULL);
    json_bool(&out, "com.example.unknown", mcp_service(everything_host, "com.example.unknown", 1) != NULL);
    json_bool(&out, "mcp.log/999", mcp_service(everything_host, MCP_SERVICE_LOG, 999) != NULL);
    return json_answer(&out, call);
}
