/* Functions that work, for bundles whose fault is elsewhere. `static inline`, so that nobody has to use them all. */
#ifndef CARELESS_H
#define CARELESS_H

#define _GNU_SOURCE
#include <mcp_plugin.h>

#include <time.h>

static inline mcp_status fine(mcp_call *call) { return mcp_text(call, "fine"); }
static inline mcp_status fine_text(mcp_call *call, mcp_str text) {
    (void)text;
    return fine(call);
}
static inline mcp_status fine_texts(mcp_call *call, mcp_str one, mcp_str other) {
    (void)one;
    (void)other;
    return fine(call);
}
static inline mcp_status fine_integer(mcp_call *call, int64_t number) {
    (void)number;
    return fine(call);
}
static inline mcp_status fine_list(mcp_call *call, mcp_strings texts) {
    (void)texts;
    return fine(call);
}
static inline mcp_status fine_raw(mcp_call *call, mcp_json arguments) {
    (void)arguments;
    return fine(call);
}

/* Sleeps without listening to anybody. */
static inline void careless_sleep(time_t seconds) {
    struct timespec left = {.tv_sec = seconds, .tv_nsec = 0};
    while (nanosleep(&left, &left) != 0) {}
}

/* The entry for a descriptor that was filled by hand. */
#define CARELESS_ENTRY(plugin_)                                                        \
    static const mcp_plugin *careless_describe(void) { return &(plugin_); }            \
    MCP_EXPORT const mcp_entry mcp_plugin_entry = {                                    \
        sizeof(mcp_entry), MCP_ABI_MAJOR, MCP_ABI_REVISION, 0, careless_describe};

#endif
