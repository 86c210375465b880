/// One parameter of a tool. `Value` is the C type in which the argument arrives, so a list of parameters that does not
/// fit the tool's function does not compile. Made by the builders in ParameterBuilders.swift and ArrayBuilders.swift.
public struct Parameter<Value>: Sendable {
    let form: ParameterForm
}

/// How the optional parameters of one group go together. Give each of them the same value.
public enum ParameterGroup: Sendable, Hashable {
    case exactlyOne(String)
    case atMostOne(String)
    case atLeastOne(String)
    case allOrNone(String)

    var rule: UInt32 {
        switch self {
        case .exactlyOne: UInt32(MCP_GROUP_EXACTLY_ONE)
        case .atMostOne: UInt32(MCP_GROUP_AT_MOST_ONE)
        case .atLeastOne: UInt32(MCP_GROUP_AT_LEAST_ONE)
        case .allOrNone: UInt32(MCP_GROUP_ALL_OR_NONE)
        }
    }

    var name: String {
        switch self {
        case .exactlyOne(let name), .atMostOne(let name), .atLeastOne(let name), .allOrNone(let name): name
        }
    }
}

/// A text format the host checks.
public enum TextFormat: String, Sendable {
    case date
    case dateTime = "date-time"
    case email
    case uri
    case uuid
}

/// What `mcp_parameter` says, in Swift values.
struct ParameterForm: Sendable {
    var type: Int
    var name: String
    var description: String
    var title = ""
    var isOptional = false
    var fallback: JSON?
    var choices: [JSON] = []
    var choiceTitles: [String] = []
    var minimum = mcp_bound()
    var maximum = mcp_bound()
    var minimumLength = 0
    var maximumLength = 0
    var minimumItems = 0
    var maximumItems = 0
    var pattern = ""
    var format: TextFormat?
    var group: ParameterGroup?

    func lowered(in arena: Arena) -> mcp_parameter {
        mcp_parameter(
            struct_size: UInt32(MemoryLayout<mcp_parameter>.size),
            type: mcp_type(type),
            flags: isOptional ? UInt32(MCP_PARAMETER_OPTIONAL) : 0,
            group_rule: group?.rule ?? 0,
            name: arena.text(name),
            title: arena.text(title),
            description: arena.text(description),
            fallback: arena.json(fallback),
            choices: arena.json(choices.isEmpty ? nil : .array(choices)),
            choice_titles: arena.json(choiceTitles.isEmpty ? nil : .array(choiceTitles.map { .string($0) })),
            minimum: minimum,
            maximum: maximum,
            min_length: UInt64(max(minimumLength, 0)),
            max_length: UInt64(max(maximumLength, 0)),
            min_items: UInt64(max(minimumItems, 0)),
            max_items: UInt64(max(maximumItems, 0)),
            pattern: arena.text(pattern),
            format: arena.text(format?.rawValue ?? ""),
            group: arena.text(group?.name ?? ""))
    }
}

extension mcp_bound {
    init(_ value: Int64) { self.init(integer: value, number: Double(value), set: true) }
    init(_ value: Double) { self.init(integer: Int64(exactly: value.rounded()) ?? 0, number: value, set: true) }
}

/// The numbers a parameter accepts: `1...10`, `1...` or `...10`.
public protocol Limits<Bound> {
    associatedtype Bound
    /// Inclusive; nil: none.
    var lowest: Bound? { get }
    /// Inclusive; nil: none.
    var highest: Bound? { get }
}

extension ClosedRange: Limits {
    public var lowest: Bound? { lowerBound }
    public var highest: Bound? { upperBound }
}

extension PartialRangeFrom: Limits {
    public var lowest: Bound? { lowerBound }
    public var highest: Bound? { nil }
}

extension PartialRangeThrough: Limits {
    public var lowest: Bound? { nil }
    public var highest: Bound? { upperBound }
}
