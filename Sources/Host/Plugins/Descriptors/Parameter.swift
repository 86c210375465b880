/// The types of `mcp_type`.
enum ParameterType: UInt32, Sendable, CaseIterable {
    case bool = 1
    case integer = 2
    case number = 3
    case string = 4
    case json = 5
    case object = 6
    case bools = 17
    case integers = 18
    case numbers = 19
    case strings = 20

    /// The type of one item; nil for types that are no arrays.
    var item: ParameterType? { rawValue > 16 ? ParameterType(rawValue: rawValue - 16) : nil }
    var isArray: Bool { item != nil }

    /// The type in words, for messages and for JSON Schema; arrays are "array".
    var name: String {
        switch self {
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .json: "JSON"
        case .object: "object"
        default: "array"
        }
    }
}

/// One parameter of a tool or one field of a question, copied out of its descriptor and checked.
struct Parameter: Sendable {
    var name: String
    var type: ParameterType
    /// May be absent and arrives in the optional C type.
    var isOptional = false
    var title = ""
    var description = ""
    var fallback: JSON?
    var limits = ParameterLimits()
    /// Labels of `limits.choices`, one each; empty when there are none.
    var choiceTitles: [String] = []
    var group: String?
    var groupRule = GroupRule.none

    /// Whether a call must bring it.
    var isRequired: Bool { !isOptional && fallback == nil }
}

/// What values of a parameter are allowed; for arrays, what items are, besides the counts.
struct ParameterLimits: Sendable {
    var minimum: Bound?
    var maximum: Bound?
    /// Code points.
    var minLength = 0
    /// Code points; nil: no limit.
    var maxLength: Int?
    var minItems = 0
    var maxItems: Int?
    var pattern: Pattern?
    var format: TextFormat?
    var choices: [JSON]?

    /// Whether a string needs no look at its characters.
    var leavesStringsAlone: Bool {
        minLength == 0 && maxLength == nil && pattern == nil && format == nil && choices == nil
    }
}

/// One end of a range, in the type of its parameter.
enum Bound: Sendable, Equatable {
    case integer(Int64)
    case number(Double)

    var json: JSON {
        switch self {
        case .integer(let value): .integer(value)
        case .number(let value): JSON(value)
        }
    }
}

/// How the members of one group of optional parameters go together.
enum GroupRule: UInt32, Sendable {
    case none = 0
    case exactlyOne = 1
    case atMostOne = 2
    case atLeastOne = 3
    case allOrNone = 4

    /// The rule as a sentence about the named parameters.
    func sentence(_ names: [String]) -> String {
        let list = names.joined(separator: ", ")
        return switch self {
        case .none: ""
        case .exactlyOne: "Give exactly one of \(list)."
        case .atMostOne: "Give at most one of \(list)."
        case .atLeastOne: "Give at least one of \(list)."
        case .allOrNone: "Give either all or none of \(list)."
        }
    }

    func allows(given: Int, of total: Int) -> Bool {
        switch self {
        case .none: true
        case .exactlyOne: given == 1
        case .atMostOne: given <= 1
        case .atLeastOne: given >= 1
        case .allOrNone: given == 0 || given == total
        }
    }
}

/// The members of one group, as indices into the tool's parameters.
struct ParameterGroup: Sendable {
    var rule: GroupRule
    var members: [Int]
}
