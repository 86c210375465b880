#ifndef MCP_HOST_CFFI_SHIM_H
#define MCP_HOST_CFFI_SHIM_H

#include <ffi.h>

// `ffi_call` wants `void (*)(void)`; Swift carries function addresses as plain pointers.
static inline void ffi_call_address(ffi_cif *cif, const void *address, void *result, void **arguments) {
    ffi_call(cif, FFI_FN(address), result, arguments);
}

// libffi's own types are global variables, which Swift's concurrency checks refuse. Only their addresses are wanted.
static inline ffi_type *ffi_uint8_type(void) { return &ffi_type_uint8; }
static inline ffi_type *ffi_sint32_type(void) { return &ffi_type_sint32; }
static inline ffi_type *ffi_sint64_type(void) { return &ffi_type_sint64; }
static inline ffi_type *ffi_uint64_type(void) { return &ffi_type_uint64; }
static inline ffi_type *ffi_double_type(void) { return &ffi_type_double; }
static inline ffi_type *ffi_pointer_type(void) { return &ffi_type_pointer; }

#endif
