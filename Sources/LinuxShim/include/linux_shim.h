// Linux calls that Swift cannot reach by itself: variadic ones and GNU extensions.
#ifndef MCP_HOST_LINUX_SHIM_H
#define MCP_HOST_LINUX_SHIM_H

#include <spawn.h>
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

/// A pipe whose two ends no program started meanwhile inherits: [0] for reading, [1] for writing. 0, or -1 with errno.
int linux_pipe(int ends[2]);
/// Has the program to be started begin without any descriptor from `first` on. 0 or an error number.
int linux_spawn_without_descriptors(posix_spawn_file_actions_t *actions, int first);

#endif
