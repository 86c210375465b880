// libcurl, loaded at the first request instead of at start.
//
// The functions of libcurl that the host uses are defined here under their own names and pass each call on to the real
// library, found by its soname. Loading libcurl with the libraries it needs takes longer than everything else at start, and a
// host whose tools never send a request need not have it in memory. Without the library, or with one that lacks a function,
// `curl_global_init` fails and nothing else must be called.
#ifndef MCP_HOST_CURL_LOADER_H
#define MCP_HOST_CURL_LOADER_H

/// Why libcurl could not be loaded, or NULL when it is there. Loads it if need be. Valid for the life of the process.
const char *curl_loader_problem(void);

#endif
