#define _GNU_SOURCE
#include "linux_shim.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void linux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void linux_signal_on_parent_death(int signal) { prctl(PR_SET_PDEATHSIG, signal); }

void linux_forbid_core_dumps(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}
