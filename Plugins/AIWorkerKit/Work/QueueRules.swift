/// The operator's figures for the queue.
public struct QueueRules: Sendable, Equatable {
    /// Length of a lease, at least 1.
    public var leaseSeconds: Double = 300
    /// Used where `tasks.max_attempts` is NULL.
    public var maxAttempts: Int64 = 3
    /// Whether unknown agents are refused instead of created.
    public var isRegistrationClosed = false
    /// Rows kept per agent in `agent_logs`.
    public var logMaxRows: Int64 = 10_000
    /// Longest log message in UTF-8 bytes.
    public var logMaxBytes = 8192

    public init() {}
}
