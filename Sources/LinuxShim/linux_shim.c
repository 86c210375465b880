#define _GNU_SOURCE
#include "linux_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

void linux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void linux_signal_on_parent_death(int signal) { prctl(PR_SET_PDEATHSIG, signal); }

void linux_forbid_core_dumps(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

ssize_t linux_write_without_blocking(int descriptor, const void *bytes, size_t count) {
    struct iovec part = {(void *)bytes, count};
    ssize_t written = pwritev2(descriptor, &part, 1, -1, RWF_NOWAIT);
    return written < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : written;
}

int linux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int linux_spawn_without_descriptors(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
