#define _GNU_SOURCE
#include "plugin_kit_entry.h"

#include <dlfcn.h>

/* Swift cannot export a C data symbol. Weak, so that the kit can also be linked into a program that is no bundle. */
static const mcp_plugin *describe(void) { return mcp_swift_plugin ? mcp_swift_plugin() : NULL; }

MCP_EXPORT const mcp_entry mcp_plugin_entry = {
    .struct_size = (uint32_t)sizeof(mcp_entry),
    .abi_major = MCP_ABI_MAJOR,
    .abi_revision = MCP_ABI_REVISION,
    .describe = describe,
};

const char *plugin_kit_file(const void *dso) {
    Dl_info library;
    return dladdr(dso, &library) ? library.dli_fname : NULL;
}

/* The handle of the loaded library that starts at `base`. A program has no name to open itself by, hence the second try. */
static void *open_loaded(const Dl_info *library) {
    void *handle = library->dli_fname ? dlopen(library->dli_fname, RTLD_NOW | RTLD_NOLOAD) : NULL;
    return handle ? handle : dlopen(NULL, RTLD_NOW);
}

mcp_function plugin_kit_exported(const void *dso, const char *name) {
    Dl_info library, found;
    if (!dladdr(dso, &library)) return NULL;
    void *handle = open_loaded(&library);
    if (!handle) return NULL;
    /* dlsym also searches what the library depends on, so a namesake elsewhere has to be told apart. */
    void *address = dlsym(handle, name);
    bool ours = address && dladdr(address, &found) && found.dli_fbase == library.dli_fbase;
    dlclose(handle); /* gives back the reference taken above; the library stays loaded */
    return ours ? (mcp_function)address : NULL;
}

mcp_status plugin_kit_missing(mcp_call *call) {
    return mcp_fail(call, "internal", "this tool has no exported function: declare it `@c public func`");
}

mcp_function plugin_kit_missing_function(void) { return (mcp_function)plugin_kit_missing; }
