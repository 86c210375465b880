/* Keeps the call handle and uses it from a thread after the tool has returned. */
#include "careless.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_int late_status = -1;

static void *use_late(void *argument) {
    mcp_call *call = argument;
    careless_sleep(1);
    atomic_store(&late_status, mcp_text(call, "too late"));
    return NULL;
}

static mcp_status handle_after_return(mcp_call *call) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, use_late, call) != 0) return mcp_fail(call, "no_thread", "no thread");
    pthread_detach(thread);
    return mcp_text(call, "started");
}

/* -1: the thread has not tried yet. */
static mcp_status late_result(mcp_call *call) { return mcp_textf(call, "%d", atomic_load(&late_status)); }

MCP_PLUGIN("com.example.careless.handle-after-return", "1.0.0", "Careless",
    MCP_TOOL(handle_after_return, "Starts the thread.", MCP_READ_ONLY),
    MCP_TOOL(late_result, "Tells what the thread got.", MCP_READ_ONLY))
