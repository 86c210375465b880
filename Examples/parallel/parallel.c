/* A bundle whose calls run at the same time: MCP_THREAD_SAFE, and state that two threads may touch at once. */
#include <mcp_plugin.h>

#include <stdatomic.h>

static atomic_int_fast64_t inside;

/* Returns only while `calls` calls of it are running: without MCP_THREAD_SAFE two of them would wait for ever. */
static mcp_status meet(mcp_call *call, int64_t calls) {
    mcp_status status = MCP_OK;
    int64_t seen = atomic_fetch_add(&inside, 1) + 1;
    while (seen < calls && (status = mcp_wait_ms(call, 5)) == MCP_OK) {
        int64_t now = atomic_load(&inside);
        if (now > seen) seen = now;
    }
    /* Stay a little, so that the others see this one too. */
    if (status == MCP_OK) status = mcp_wait_ms(call, 50);
    atomic_fetch_sub(&inside, 1);
    return status == MCP_OK ? mcp_textf(call, "Met: %lld at once.", (long long)seen) : status;
}

MCP_PLUGIN_WITH("com.example.parallel", "1.0.0", "Calls at the same time", (.flags = MCP_THREAD_SAFE),
    MCP_TOOL_WITH(meet, "Waits until so many calls of it run at once.", MCP_READ_ONLY, (.deadline_ms = 10000),
        MCP_INTEGER(calls, "How many", MCP_RANGE(1, 64))))
