// libcurl's setters and getters are variadic, which Swift cannot call. One typed inline function per argument type.
#ifndef MCP_HOST_CCURL_SHIM_H
#define MCP_HOST_CCURL_SHIM_H

#include <curl/curl.h>

// The header wraps these names in type-checking macros that only work on literal options.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
typedef size_t (*curl_data_function)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode curl_set_data_function(CURL *handle, CURLoption option, curl_data_function function) {
    return curl_easy_setopt(handle, option, function);
}
static inline CURLcode curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode curl_get_string(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}
/* Runs once the connection stands and nothing of the request has been sent. */
typedef int (*curl_before_request_function)(void *context, char *peer, char *local, int peer_port, int local_port);
static inline CURLcode curl_set_before_request(CURL *handle, curl_before_request_function function, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, function);
    return code ? code : curl_easy_setopt(handle, CURLOPT_PREREQDATA, context);
}
/* Only http and https, by whichever option this version of libcurl has. */
static inline CURLcode curl_restrict_to_http(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}
/* Lets a handle go while its name look-up is still running, instead of waiting for it. */
static inline void curl_do_not_wait_for_resolver(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
#endif
}
/* Enumerations in some versions of libcurl and macros in others. */
static inline long curl_proxy_http(void) { return (long)CURLPROXY_HTTP; }
static inline long curl_proxy_socks4(void) { return (long)CURLPROXY_SOCKS4; }
static inline long curl_proxy_socks4a(void) { return (long)CURLPROXY_SOCKS4A; }
static inline long curl_proxy_socks5_hostname(void) { return (long)CURLPROXY_SOCKS5_HOSTNAME; }
static inline CURLcode curl_message_result(const CURLMsg *message) { return message->data.result; }
static inline CURLMcode curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

#endif
