/// What a tool may do. Enforced, not hinted: see `ToolCall.mayWrite`.
struct ToolHints: OptionSet, Sendable {
    let rawValue: UInt32
    static let readOnly = ToolHints(rawValue: 1 << 0)
    static let write = ToolHints(rawValue: 1 << 1)
    static let destructive = ToolHints(rawValue: 1 << 2)
    static let idempotent = ToolHints(rawValue: 1 << 3)
    static let openWorld = ToolHints(rawValue: 1 << 4)
}

/// A tool as clients and operators see it: everything but the function.
struct ToolDefinition: Sendable {
    var name: String
    /// Empty when the bundle gives none.
    var title: String
    var description: String
    var hints: ToolHints
    /// JSON Schema with an object root, given to clients as it is.
    var inputSchema: JSON
    /// Schema of the structured result, if the tool has one.
    var outputSchema: JSON?
    /// Longest time one call may take.
    var deadlineMilliseconds: Int64
}

/// Whether and how a writing tool may run.
enum WritePolicy: Int, Sendable, Comparable {
    /// The client's own permission prompt is the gate.
    case auto = 0
    /// The person is asked with the exact content before the tool runs.
    case confirm = 1
    /// No request that changes something leaves this process.
    case off = 2

    static func < (left: WritePolicy, right: WritePolicy) -> Bool { left.rawValue < right.rawValue }
}
