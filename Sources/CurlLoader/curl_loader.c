#include "curl_loader.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

// name, result, parameters, arguments, result without the library
#define FUNCTIONS(X)                                                                                                  \
    X(curl_global_init, CURLcode, (long flags), (flags), CURLE_FAILED_INIT)                                           \
    X(curl_easy_init, CURL *, (void), (), NULL)                                                                       \
    X(curl_easy_strerror, const char *, (CURLcode code), (code), "libcurl is not there")                              \
    X(curl_slist_append, struct curl_slist *, (struct curl_slist * list, const char *line), (list, line), NULL)       \
    X(curl_multi_init, CURLM *, (void), (), NULL)                                                                     \
    X(curl_multi_add_handle, CURLMcode, (CURLM * multi, CURL *easy), (multi, easy), CURLM_INTERNAL_ERROR)             \
    X(curl_multi_remove_handle, CURLMcode, (CURLM * multi, CURL *easy), (multi, easy), CURLM_INTERNAL_ERROR)          \
    X(curl_multi_perform, CURLMcode, (CURLM * multi, int *running), (multi, running), CURLM_INTERNAL_ERROR)           \
    X(curl_multi_poll, CURLMcode,                                                                                     \
      (CURLM * multi, struct curl_waitfd extra[], unsigned count, int milliseconds, int *ready),                      \
      (multi, extra, count, milliseconds, ready), CURLM_INTERNAL_ERROR)                                               \
    X(curl_multi_wakeup, CURLMcode, (CURLM * multi), (multi), CURLM_INTERNAL_ERROR)                                   \
    X(curl_multi_info_read, CURLMsg *, (CURLM * multi, int *left), (multi, left), NULL)                               \
    X(curl_multi_cleanup, CURLMcode, (CURLM * multi), (multi), CURLM_INTERNAL_ERROR)

// Functions without a result.
#define PROCEDURES(X)                                           \
    X(curl_easy_cleanup, (CURL * easy), (easy))                 \
    X(curl_slist_free_all, (struct curl_slist * list), (list))

// Variadic ones always take one more argument, of the size of a pointer: long, curl_off_t, a pointer or a function.
#define VARIADIC(X)                                                        \
    X(curl_easy_setopt, CURLcode, CURL *, CURLoption, CURLE_FAILED_INIT)    \
    X(curl_easy_getinfo, CURLcode, CURL *, CURLINFO, CURLE_FAILED_INIT)     \
    X(curl_multi_setopt, CURLMcode, CURLM *, CURLMoption, CURLM_INTERNAL_ERROR)

static struct {
#define MEMBER(name, result, parameters, arguments, none) result(*name) parameters;
    FUNCTIONS(MEMBER)
#undef MEMBER
#define MEMBER(name, parameters, arguments) void(*name) parameters;
    PROCEDURES(MEMBER)
#undef MEMBER
#define MEMBER(name, result, handle, option, none) result (*name)(handle, option, ...);
    VARIADIC(MEMBER)
#undef MEMBER
} real;

static char problem[256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find(void *library, const char *name, void *slot) {
    void *address = dlsym(library, name);
    *(void **)slot = address;
    if (!address && !problem[0]) snprintf(problem, sizeof problem, "libcurl.so.4 has no function %s", name);
}

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "%s", reason ? reason : "libcurl.so.4 cannot be loaded");
        return;
    }
#define FIND(name, ...) find(library, #name, &real.name);
    FUNCTIONS(FIND)
    PROCEDURES(FIND)
    VARIADIC(FIND)
#undef FIND
}

const char *curl_loader_problem(void) {
    pthread_once(&once, load);
    return problem[0] ? problem : NULL;
}

#define DEFINE(name, result, parameters, arguments, none) \
    result name parameters { return curl_loader_problem() ? none : real.name arguments; }
FUNCTIONS(DEFINE)
#undef DEFINE

#define DEFINE(name, parameters, arguments) \
    void name parameters { if (!curl_loader_problem()) real.name arguments; }
PROCEDURES(DEFINE)
#undef DEFINE

#define DEFINE(name, result, handle, option, none)                      \
    result name(handle self, option which, ...) {                       \
        if (curl_loader_problem()) return none;                         \
        va_list list;                                                   \
        va_start(list, which);                                          \
        void *argument = va_arg(list, void *);                          \
        va_end(list);                                                   \
        return real.name(self, which, argument);                        \
    }
VARIADIC(DEFINE)
