// Linux calls that Swift cannot reach by itself: variadic ones and GNU extensions.
#ifndef MCP_HOST_LINUX_SHIM_H
#define MCP_HOST_LINUX_SHIM_H

#include <stdbool.h>
#include <sys/types.h>

/// Names the calling thread, at most 15 bytes.
void linux_name_thread(const char *name);
/// Has the kernel send `signal` to this process when the thread that started it dies.
void linux_signal_on_parent_death(int signal);
/// Keeps the memory of this process, with its secrets, out of core files and away from debuggers of the same user.
void linux_forbid_core_dumps(void);

#endif
