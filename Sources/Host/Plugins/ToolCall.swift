/// Severities of RFC 5424, lowest first.
enum LogLevel: UInt32, Sendable, Comparable, CaseIterable {
    case debug, info, notice, warning, error, critical, alert, emergency

    static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    /// The name on the wire.
    var name: String { "\(self)" }
    init?(name: String) {
        guard let level = LogLevel.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }
}

/// The W3C trace context of a request; passed on, never interpreted.
struct TraceContext: Sendable, Equatable {
    var traceparent: String?
    var tracestate: String?
    var baggage: String?
}

/// What a running call can do to its client. Implemented once per protocol era, and by `mcp-host call`.
/// All functions are safe from any thread.
protocol CallClient: AnyObject, Sendable {
    /// Reports progress; dropped when not wanted, not rising or too frequent.
    func progress(_ progress: Double, total: Double?, message: String?)
    /// Sends a log message, if the client wants that level.
    func log(_ level: LogLevel, logger: String, data: JSON)
    /// Whether this client can be asked at all.
    var canAsk: Bool { get }
    /// Asks the person. Blocks until answered, `deadline` or cancellation.
    func ask(_ question: Question, deadline: MonotonicTime, cancellation: Cancellation) -> AskResult
}

/// One tool call on its way through the host. Made by the protocol, run by the plugins, used by the services.
final class ToolCall: Sendable {
    let tool: Tool
    let arguments: JSONObject
    let client: any CallClient
    let cancellation: Cancellation
    let deadline: MonotonicTime
    let trace: TraceContext
    /// Whether the tool's preview runs instead of its function: it only looks (rule R11).
    let isPreview: Bool

    init(
        tool: Tool, arguments: JSONObject, client: any CallClient, cancellation: Cancellation = Cancellation(),
        deadline: MonotonicTime? = nil, trace: TraceContext = TraceContext(), isPreview: Bool = false
    ) {
        self.tool = tool
        self.arguments = arguments
        self.client = client
        self.cancellation = cancellation
        self.deadline = deadline ?? MonotonicTime.now.adding(milliseconds: tool.definition.deadlineMilliseconds)
        self.trace = trace
        self.isPreview = isPreview
        endings = tool.sessions.isEmpty ? nil : Guarded([])
    }

    /// nil for a tool that can send nothing, which spares most calls a lock.
    private let endings: Guarded<[@Sendable (CallOutcome) -> Void]>?

    /// Runs `body` when the tool's function has returned, on its thread. Never for a tool without a session.
    func atEnd(_ body: @escaping @Sendable (CallOutcome) -> Void) { endings?.withLock { $0.append(body) } }

    /// The function has returned, with this outcome.
    func end(_ outcome: CallOutcome) {
        let bodies = endings?.withLock { endings in
            defer { endings = [] }
            return endings
        }
        for body in bodies ?? [] { body(outcome) }
    }

    /// Whether a request that changes something may leave on behalf of this call (architecture, decision 16).
    var mayWrite: Bool { !isPreview && tool.definition.hints.contains(.write) && tool.writes != .off }
}
