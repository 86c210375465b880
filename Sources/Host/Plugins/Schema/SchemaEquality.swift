/// Equality and order of JSON values in the sense of JSON Schema: numbers by value, objects without order.
enum SchemaEquality {
    static func equal(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number):
            return compare(left, right) == 0
        case (.array(let first), .array(let second)):
            return first.count == second.count && zip(first, second).allSatisfy { equal($0, $1) }
        case (.object(let first), .object(let second)):
            return first.members.count == second.members.count
                && first.members.allSatisfy { member in second[member.name].map { equal(member.value, $0) } ?? false }
        default: return left == right
        }
    }

    /// Below 0, 0 or above 0; nil when a number is beyond the range of doubles or one is no number.
    static func compare(_ left: JSON, _ right: JSON) -> Int? {
        if let first = left.integer, let second = right.integer { return first < second ? -1 : first == second ? 0 : 1 }
        guard let first = left.double, let second = right.double else { return left == right ? 0 : nil }
        return first < second ? -1 : first == second ? 0 : 1
    }

    /// A text that is the same for equal values and for no others, to find repeated items in linear time.
    static func key(_ value: JSON) -> String {
        switch value {
        case .integer(let integer): return "\(integer)"
        case .number: return value.integer.map { "\($0)" } ?? value.double.map { "\($0)" } ?? value.text
        case .array(let items): return "[\(items.map(key).joined(separator: ","))]"
        case .object(let object):
            let members = object.members.sorted { $0.name < $1.name }
            return "{\(members.map { "\(JSON.string($0.name).text):\(key($0.value))" }.joined(separator: ","))}"
        default: return value.text
        }
    }
}
