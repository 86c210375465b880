/// A JSON value (RFC 8259) that keeps what the text said: integers stay exact, other numbers keep their spelling, and
/// members keep their order.
enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number without fraction or exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as it was written. Valid JSON number syntax.
    case number(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

/// The members of a JSON object in their order. Names are unique: of repeated ones the last value counts.
struct JSONObject: Sendable, Equatable {
    struct Member: Sendable, Equatable {
        var name: String
        var value: JSON
    }

    private(set) var members: [Member]

    init() { members = [] }

    /// Takes members as parsed; of equal names the last one stays.
    init(members: [Member]) {
        self.members = members
        removeRepeatedNames()
    }

    /// The value of a member. Setting nil removes it.
    subscript(name: String) -> JSON? {
        get {
            // Equal and of the same length is the same text for all names that are ASCII. The length is compared first, and members
            // are looked at in place: both are cheaper by far than what they spare.
            members.withUnsafeBufferPointer { members in
                let length = name.utf8.count
                for index in members.indices where members[index].name.utf8.count == length && members[index].name == name {
                    return members[index].value
                }
                return nil
            }
        }
        set {
            let index = members.firstIndex { $0.name.hasSameBytes(as: name) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    var isEmpty: Bool { members.isEmpty }

    /// A name that is equal only to the same bytes.
    private struct Name: Hashable {
        var text: String
        static func == (left: Name, right: Name) -> Bool { left.text.hasSameBytes(as: right.text) }
    }

    private func hasNameAgain(after index: Int) -> Bool {
        members.withUnsafeBufferPointer { members in
            (index + 1..<members.count).contains { members[$0].name.hasSameBytes(as: members[index].name) }
        }
    }

    private mutating func removeRepeatedNames() {
        if members.count <= 12 {
            var index = members.count - 2
            while index >= 0 {
                if hasNameAgain(after: index) { members.remove(at: index) }
                index -= 1
            }
            return
        }
        var seen = Set<Name>(minimumCapacity: members.count)
        var kept: [Member] = []
        kept.reserveCapacity(members.count)
        for member in members.reversed() where seen.insert(Name(text: member.name)).inserted { kept.append(member) }
        if kept.count < members.count { members = kept.reversed() }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, JSON)...) {
        members = elements.map { Member(name: $0.0, value: $0.1) }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    // Not by nil: `condition ? value : nil` would make a null where an absent value was meant.
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(members: elements.map { .init(name: $0.0, value: $0.1) }))
    }
}

extension JSON {
    static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

// Reading: nil where the value is of another kind.
extension JSON {
    var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var isNull: Bool { self == .null }

    /// An integer in the sense of JSON Schema: `3` and also `3.0` and `3e0`, when it fits 64 bits.
    var integer: Int64? {
        switch self {
        case .integer(let value): return value
        case .number(let text):
            guard let value = Double(text), value.rounded() == value, abs(value) < 9_007_199_254_740_992 else { return nil }
            return Int64(value)
        default: return nil
        }
    }

    /// The nearest double; nil when the number is beyond its range.
    var double: Double? {
        switch self {
        case .integer(let value): return Double(value)
        case .number(let text):
            guard let value = Double(text), value.isFinite else { return nil }
            return value
        default: return nil
        }
    }

    /// A member of an object; nil when this is no object or has no such member.
    subscript(name: String) -> JSON? { object?[name] }

    /// What the value is, in the words of JSON Schema, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
