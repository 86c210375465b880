@_exported import PluginKit

extension JSON {
    /// Reads JSON text; nil when it is none.
    public init?(text: String) {
        var text = text
        let parsed = text.withUTF8 { try? JSON(parsing: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// A whole number where it is one, as people write it.
    public init(number: Double) {
        if let whole = Int64(exactly: number) { self = .integer(whole) } else { self = .number(number) }
    }

    public static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    public static func optional(_ integer: Int64?) -> JSON { integer.map { .integer($0) } ?? .null }
    public static func optional(_ moment: Timestamp?) -> JSON { moment.map { .string($0.text) } ?? .null }

    /// The same with U+FFFD for NUL in every text, which no database keeps.
    public var storable: JSON {
        switch self {
        case .string(let text): .string(text.storable)
        case .array(let items): .array(items.map(\.storable))
        case .object(let object): .object(Object(object.members.map { (key: $0.key.storable, value: $0.value.storable) }))
        default: self
        }
    }

    /// Deepest arrays and objects in one another that every store keeps, in a row of its own as well as inside an event.
    static let deepest = 30

    /// `storable`, when no store refuses it.
    ///
    /// - Throws: `invalid_argument` with the name of the argument.
    func keepable(_ name: String) throws -> JSON {
        guard isNested(atMost: Self.deepest) else {
            throw Failure.invalidArgument("\(name) is nested more than \(Self.deepest) deep. Flatten it.")
        }
        return storable
    }

    private func isNested(atMost depth: Int) -> Bool {
        switch self {
        case .array(let items): depth > 0 && items.allSatisfy { $0.isNested(atMost: depth - 1) }
        case .object(let object): depth > 0 && object.members.allSatisfy { $0.value.isNested(atMost: depth - 1) }
        default: true
        }
    }
}

extension String {
    /// The text with U+FFFD for NUL, which no database keeps.
    public var storable: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : self
    }
}
