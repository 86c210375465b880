/// Why a tool fails, thrown inside `call.answer`.
public struct Failure: Error, Sendable, Equatable {
    /// Whether calling again makes sense.
    public enum Retry: Sendable, Equatable {
        case unspecified
        /// The same call will fail again.
        case never
        /// The same call may work later; nothing has happened yet. nil: it is not known when.
        case later(after: Duration?)
        /// The effect may have happened: check first.
        case unknown
    }

    /// A short stable word, such as not_found; may be empty.
    public var code: String
    /// One or two sentences for the model: what was wrong and what to do. No secrets.
    public var message: String
    public var retry: Retry
    /// More for programs, such as which column is empty. No secrets.
    public var details: JSON.Object

    public init(_ code: String, _ message: String, retry: Retry = .unspecified, details: JSON.Object = JSON.Object()) {
        self.code = code
        self.message = message
        self.retry = retry
        self.details = details
    }

    var rule: (retry: Int, afterMilliseconds: Int64) {
        switch retry {
        case .unspecified: (MCP_RETRY_UNSPECIFIED, 0)
        case .never: (MCP_RETRY_NEVER, 0)
        case .later(let after): (MCP_RETRY_LATER, after?.milliseconds ?? 0)
        case .unknown: (MCP_RETRY_UNKNOWN, 0)
        }
    }
}

/// Ends a tool whose outcome the host already knows. Let it pass through `call.answer`.
public enum Interruption: Error, Sendable, Equatable {
    /// The reason is recorded on the call; `call.recordedFailure` reads it, `call.recover()` forgets it.
    case failed
    /// A question is with the person: the tool will be run again from its start.
    case pending
    /// The client cancelled or the deadline passed.
    case cancelled

    var status: Status {
        switch self {
        case .failed: .failed
        case .pending: .pending
        case .cancelled: .cancelled
        }
    }
}

/// Turns what a host function returned into an error. `what` names the function for the message about a broken rule.
func check(_ status: Status, _ what: @autoclosure () -> String) throws {
    switch Int(status) {
    case MCP_OK: return
    case MCP_FAILED: throw Interruption.failed
    case MCP_PENDING: throw Interruption.pending
    case MCP_CANCELLED: throw Interruption.cancelled
    case MCP_UNAVAILABLE: throw Failure("internal", "\(what()): this host does not offer it")
    default: throw Failure("internal", "\(what()): refused by the host (status \(status)); its log says why")
    }
}
