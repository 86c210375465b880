/// What a part of plugins.json may look like. One table of shapes is read three ways: to check a file, to write the
/// published JSON Schema, and to say what would have been right.
indirect enum Shape: Sendable {
    /// An object with these keys and no others.
    case object([Key])
    /// An object whose keys are free names, each with a value of one shape. `noun` says what a member is, for messages.
    case named(noun: String, Shape)
    /// An object whose key `kind` decides which other keys it has.
    case kinds([(kind: String, description: String, keys: [Key])])
    case list(Shape)
    /// Any text. A `secret` is never printed and is taken out of every log.
    case text(TextRule)
    case choice([String])
    case flag
    case integer(ClosedRange<Int64>)
    /// A number from the range; `isAbove`: the lower end itself does not count.
    case number(ClosedRange<Double>, isAbove: Bool)
    /// Any JSON, with variables expanded in all its strings.
    case anything

    enum TextRule: Sendable { case any, notEmpty, secret }

    struct Key: Sendable {
        var name: String
        var shape: Shape
        var isRequired: Bool
        /// For the schema, the guide and editors that show it.
        var description: String

        init(_ name: String, _ shape: Shape, required: Bool = false, _ description: String) {
            self.name = name
            self.shape = shape
            isRequired = required
            self.description = description
        }
    }

    /// Names that a person gives to bundles and sessions: they appear in lists on the command line and in tables.
    static let namePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, isLetterOrDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }
}

extension Shape {
    /// What is expected, to follow "must be".
    var expectation: String {
        switch self {
        case .object, .named, .kinds: "an object { … }"
        case .list: "an array [ … ]"
        case .text(.any), .text(.secret): "a string"
        case .text(.notEmpty): "a string that is not empty"
        case .choice(let words): words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
        case .flag: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range, let isAbove):
            isAbove ? "a number above \(Self.plain(range.lowerBound)) and at most \(Self.plain(range.upperBound))"
                : "a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
        case .anything: "any value"
        }
    }

    private static func plain(_ number: Double) -> String { JSON(number).text }
}
