import CFFI

/// A C function that returns `mcp_status`, with its call interface prepared once. Calling it only reads.
final class FunctionCall: @unchecked Sendable {
    // Sendable by hand: all of it is written in `init` and only read afterwards.
    private let interface: UnsafeMutablePointer<ffi_cif>
    private let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>
    private let function: UnsafeRawPointer

    /// - Parameter arguments: types of all arguments, the call handle first.
    init?(function: UnsafeRawPointer, arguments: [CValueType]) {
        self.function = function
        interface = .allocate(capacity: 1)
        interface.initialize(to: ffi_cif())
        types = .allocate(capacity: arguments.count)
        for (index, type) in arguments.enumerated() { types[index] = type.ffiType }
        guard ffi_prep_cif(interface, FFI_DEFAULT_ABI, UInt32(arguments.count), ffi_sint32_type(), types) == FFI_OK
        else { return nil }
    }

    deinit {
        types.deallocate()
        interface.deallocate()
    }

    /// Calls the function on this thread. `values` points to one address per argument.
    @inline(__always)
    func call(_ values: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Int32 {
        // libffi widens small integer results to a whole register.
        var result: ffi_arg = 0
        ffi_call_address(interface, function, &result, values)
        return Int32(truncatingIfNeeded: result)
    }
}
