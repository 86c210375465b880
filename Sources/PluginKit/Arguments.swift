// Arguments as Swift values. Everything here copies, so the results may outlive the call.

extension mcp_str: @retroactive CustomStringConvertible {
    /// The text; empty when the argument is absent.
    public var description: String { optional ?? "" }

    /// The text, or nil when an optional argument is absent.
    public var optional: String? {
        guard let data else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: data, count: size), as: UTF8.self)
    }
}

extension String {
    /// Copies a text argument; an absent one gives the empty string.
    public init(_ text: Text) { self = text.description }
}

extension mcp_json {
    /// The JSON text, or nil when an optional argument is absent.
    public var optional: String? {
        guard let data else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: data, count: size), as: UTF8.self)
    }

    /// The parsed value, or nil when an optional argument is absent.
    public func value() throws(JSONError) -> JSON? {
        guard let data else { return nil }
        return try JSON(parsing: UnsafeRawBufferPointer(start: data, count: size))
    }
}

extension mcp_opt_bool {
    /// The value, or nil when absent.
    public var optional: Bool? { present ? value : nil }
}

extension mcp_opt_integer {
    /// The value, or nil when absent.
    public var optional: Int64? { present ? value : nil }
}

extension mcp_opt_number {
    /// The value, or nil when absent.
    public var optional: Double? { present ? value : nil }
}

extension mcp_bools {
    /// The items, or nil when an optional array is absent.
    public var optional: [Bool]? { items.map { Array(UnsafeBufferPointer(start: $0, count: count)) } }
    /// The items; empty when absent.
    public var array: [Bool] { optional ?? [] }
}

extension mcp_integers {
    /// The items, or nil when an optional array is absent.
    public var optional: [Int64]? { items.map { Array(UnsafeBufferPointer(start: $0, count: count)) } }
    /// The items; empty when absent.
    public var array: [Int64] { optional ?? [] }
}

extension mcp_numbers {
    /// The items, or nil when an optional array is absent.
    public var optional: [Double]? { items.map { Array(UnsafeBufferPointer(start: $0, count: count)) } }
    /// The items; empty when absent.
    public var array: [Double] { optional ?? [] }
}

extension mcp_strings {
    /// The items, or nil when an optional array is absent.
    public var optional: [String]? { items.map { UnsafeBufferPointer(start: $0, count: count).map { String($0) } } }
    /// The items; empty when absent.
    public var array: [String] { optional ?? [] }
}
