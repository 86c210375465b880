/* The C part of PluginKit: what Swift cannot say itself. */
#ifndef PLUGIN_KIT_ENTRY_H
#define PLUGIN_KIT_ENTRY_H

#include "mcp_plugin.h"

/** The function that every Swift bundle defines: `@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>?`. */
const mcp_plugin *mcp_swift_plugin(void) __attribute__((weak));

/** The file of the library that starts at `dso`, as the loader knows it; NULL when it cannot be told. */
const char *plugin_kit_file(const void *dso);

/** The address of the function exported as `name` by the library or program that `dso` points into; NULL when that very
 *  library exports no such name, whatever others in the process do. */
mcp_function plugin_kit_exported(const void *dso, const char *name);

/** Stands in a descriptor for a function that plugin_kit_exported() did not find. Takes any further arguments; fails. */
mcp_status plugin_kit_missing(mcp_call *call);

/** plugin_kit_missing as it is stored in a descriptor. */
mcp_function plugin_kit_missing_function(void);

#endif
