#ifndef MCP_HOST_CFFI_SHIM_H
#define MCP_HOST_CFFI_SHIM_H

#include <ffi.h>

// `ffi_call` wants `void (*)(void)`; Swift carries function addresses as plain pointers.
static inline void ffi_call_address(ffi_cif *cif, const void *address, void *result, void **arguments) {
    ffi_call(cif, FFI_FN(address), result, arguments);
}

#endif
