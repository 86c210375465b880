import CFFI

/// The C types that arguments of tools have (the table at `mcp_type` in the plugin header).
enum CValueType: Sendable {
    /// `mcp_call *`.
    case handle
    case bool
    case integer
    case number
    /// Pointer and size: `mcp_str`, `mcp_json` and the array types, which all look alike to a call.
    case span
    case optionalBool
    case optionalInteger
    case optionalNumber

    init(_ parameter: Parameter) {
        self =
            switch (parameter.type, parameter.isOptional) {
            case (.bool, false): .bool
            case (.bool, true): .optionalBool
            case (.integer, false): .integer
            case (.integer, true): .optionalInteger
            case (.number, false): .number
            case (.number, true): .optionalNumber
            default: .span
            }
    }

    var size: Int {
        switch self {
        case .bool: 1
        case .optionalBool: 2
        case .handle, .integer, .number: 8
        case .span, .optionalInteger, .optionalNumber: 16
        }
    }

    /// libffi's description, valid for the life of the process.
    var ffiType: UnsafeMutablePointer<ffi_type> {
        switch self {
        case .handle: ffi_pointer_type()
        case .bool: ffi_uint8_type()
        case .integer: ffi_sint64_type()
        case .number: ffi_double_type()
        case .span: CValueType.structTypes.span
        case .optionalBool: CValueType.structTypes.optionalBool
        case .optionalInteger: CValueType.structTypes.optionalInteger
        case .optionalNumber: CValueType.structTypes.optionalNumber
        }
    }

    private struct StructTypes {
        var span: UnsafeMutablePointer<ffi_type>
        var optionalBool: UnsafeMutablePointer<ffi_type>
        var optionalInteger: UnsafeMutablePointer<ffi_type>
        var optionalNumber: UnsafeMutablePointer<ffi_type>
    }

    // Written once here, before anybody reads: preparing a cif fills in size and alignment of struct types, and doing it
    // inside the initializer keeps later calls, on any thread, from writing.
    nonisolated(unsafe) private static let structTypes: StructTypes = {
        let types = StructTypes(
            span: structType(ffi_pointer_type(), ffi_uint64_type()),
            optionalBool: structType(ffi_uint8_type(), ffi_uint8_type()),
            optionalInteger: structType(ffi_uint8_type(), ffi_sint64_type()),
            optionalNumber: structType(ffi_uint8_type(), ffi_double_type()))
        var arguments: [UnsafeMutablePointer<ffi_type>?] = [
            types.span, types.optionalBool, types.optionalInteger, types.optionalNumber,
        ]
        var scratch = ffi_cif()
        ffi_prep_cif(&scratch, FFI_DEFAULT_ABI, 4, ffi_sint32_type(), &arguments)
        return types
    }()

    private static func structType(
        _ first: UnsafeMutablePointer<ffi_type>, _ second: UnsafeMutablePointer<ffi_type>
    ) -> UnsafeMutablePointer<ffi_type> {
        let elements = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: 3)
        elements[0] = first
        elements[1] = second
        elements[2] = nil
        let type = UnsafeMutablePointer<ffi_type>.allocate(capacity: 1)
        type.initialize(to: ffi_type(size: 0, alignment: 0, type: UInt16(FFI_TYPE_STRUCT), elements: elements))
        return type
    }
}
