/* Tools that take long: a good one, a bad one, and one that looks at the clock. */
#define _POSIX_C_SOURCE 200809L
#include "everything.h"

#include <errno.h>
#include <time.h>

mcp_status slow(mcp_call *call, double seconds) {
    enum { STEPS = 10 };
    for (int step = 0; step < STEPS; step++) {
        mcp_progress(call, step, STEPS, "Waiting");
        mcp_status status = mcp_wait_ms(call, (int64_t)(seconds * 1000 / STEPS));
        if (status != MCP_OK) return status;
    }
    mcp_progress(call, STEPS, STEPS, "Done");
    return mcp_textf(call, "Waited %g seconds.", seconds);
}

/* What a tool must not do: sleep without asking whether anybody still waits for it. */
mcp_status stubborn(mcp_call *call, double seconds) {
    struct timespec left = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (nanosleep(&left, &left) == -1 && errno == EINTR) {}
    return mcp_textf(call, "Slept %g seconds, whatever happened meanwhile. Cancelled: %s.", seconds,
                     mcp_cancelled(call) ? "yes" : "no");
}

mcp_status remaining(mcp_call *call) {
    return mcp_textf(call, "%lld ms until the deadline.", (long long)call->api->remaining_ms(call));
}
