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
/// Writes what fits without blocking, whatever the flags of the descriptor say. Returns the bytes written, 0 when nothing fits,
/// -1 with errno when writing fails, ENOTSUP when this kernel cannot tell for this kind of descriptor.
ssize_t linux_write_without_blocking(int descriptor, const void *bytes, size_t count);

#endif
