/// A JSON value. Objects keep the order of their members, so what is written is stable.
public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; finite.
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Object)

    /// The members of an object.
    public struct Object: Sendable {
        /// In the order of the text.
        public private(set) var members: [(key: String, value: JSON)]

        public init(_ members: [(key: String, value: JSON)] = []) { self.members = members }

        /// The value of the last member of that name. Setting nil removes every member of it.
        public subscript(key: String) -> JSON? {
            get { members.last { $0.key == key }?.value }
            set {
                guard let newValue else { return members.removeAll { $0.key == key } }
                if let index = members.lastIndex(where: { $0.key == key }) {
                    members[index].value = newValue
                } else {
                    append(key, newValue)
                }
            }
        }

        /// Adds a member without looking for one of the same name.
        public mutating func append(_ key: String, _ value: JSON) { members.append((key, value)) }

        public var isEmpty: Bool { members.isEmpty }
        public var keys: [String] { members.map(\.key) }
    }
}

extension JSON.Object: Equatable {
    public static func == (left: Self, right: Self) -> Bool {
        left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
    }
}

// Reading without ceremony: each accessor gives nil when the value is of another kind.
extension JSON {
    public var isNull: Bool { self == .null }
    public var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var asInteger: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// Integers too.
    public var asNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
    public var asString: String? { if case .string(let value) = self { value } else { nil } }
    public var asArray: [JSON]? { if case .array(let value) = self { value } else { nil } }
    public var asObject: Object? { if case .object(let value) = self { value } else { nil } }

    /// A member of an object; nil when this is no object or has no such member.
    public subscript(key: String) -> JSON? { asObject?[key] }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Object(elements.map { (key: $0.0, value: $0.1) }))
    }
}
