/// Entries of the W3C trace context.
public enum TraceEntry: UInt32, Sendable {
    case parent, state, baggage
}

// While a tool runs: its time, its progress, its log.
extension UnsafeMutablePointer<mcp_call> {
    /// True once the client has cancelled or the deadline has passed.
    public var isCancelled: Bool { api.cancelled?(self) ?? false }

    /// Throws once the call should stop. For loops that compute for long.
    public func checkCancellation() throws {
        if isCancelled { throw Interruption.cancelled }
    }

    /// Time until the deadline; zero once it has passed.
    public var remaining: Duration { .milliseconds(api.remaining_ms?(self) ?? 0) }

    /// Sleeps; throws when the call should stop earlier.
    public func wait(_ duration: Duration) throws {
        try check(api.wait_ms?(self, duration.milliseconds) ?? .unavailable, "wait")
    }

    /// Reports progress, which must rise. Dropped quietly when the client did not ask for it.
    public func progress(_ done: Double, of total: Double? = nil, _ message: String = "") {
        _ = message.withSpan { api.progress?(self, done, total ?? 0, $0) }
    }

    /// An entry of the W3C trace context that came with the request; nil when there is none.
    public func trace(_ entry: TraceEntry) -> String? { api.trace?(self, entry.rawValue).optional }

    /// Sends a message to the client's log, if it wants that level.
    public func log(_ level: LogLevel, _ data: JSON, logger: String = "") {
        _ = logger.withSpan { logger in data.withSpan { api.log?(self, level.rawValue, logger, $0) } }
    }
}
