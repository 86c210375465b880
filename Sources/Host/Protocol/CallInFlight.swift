import Synchronization

/// A `tools/call` between its request and its answer, and what the running tool can say to the client meanwhile.
final class CallInFlight: CallClient, Work, @unchecked Sendable {
    // Sendable by hand: `isOpen`, `mayStart`, `isPreviewing` and `deadline` are only touched with the lock of the connection held.
    let id: RequestID
    let request: CallRequest
    let cancellation = Cancellation()
    /// Where the answer goes: a batch, or straight out.
    let batch: Batch?

    private struct State {
        var lastProgress = -Double.infinity
        var progress = TokenBucket(capacity: 20, perSecond: 20)
        var logs = TokenBucket(capacity: 100, perSecond: 100)
        var rounds = Rounds()
        var askedAt: MonotonicTime?
    }

    /// Neither answered nor cancelled yet.
    var isOpen = true
    /// Cleared when an answer has been decided on before the tool was entered.
    var mayStart = true
    /// The tool's preview runs; nothing has an effect yet.
    var isPreviewing = false
    /// When it is answered at the latest.
    var deadline: MonotonicTime

    private let state = Mutex(State())
    private let started = Atomic<Bool>(false)
    /// A cycle while the call is in flight, broken when the connection lets go of it.
    private let connection: Connection

    init(id: RequestID, request: CallRequest, batch: Batch?, deadline: MonotonicTime, connection: Connection) {
        self.id = id
        self.request = request
        self.batch = batch
        self.deadline = deadline
        self.connection = connection
    }

    func run() { connection.run(self) }
    func settle(hasMore: Bool) { connection.settle(self, hasMore: hasMore) }

    /// Whether the tool's function may have been entered.
    var hasStarted: Bool { started.load(ordering: .acquiring) }
    func start() { started.store(true, ordering: .releasing) }

    func progress(_ progress: Double, total: Double?, message: String?) {
        guard let token = request.progressToken, progress.isFinite else { return }
        let isDue = state.withLock { state in
            guard progress > state.lastProgress else { return false }
            // The last report of a known total always goes out.
            guard state.progress.take(at: .now) || total.map({ progress >= $0 }) == true else { return false }
            state.lastProgress = progress
            return true
        }
        guard isDue else { return }
        var params: JSONObject = ["progressToken": token, "progress": JSON(progress)]
        if let total, total.isFinite, total > 0 { params["total"] = JSON(total) }
        if let message, !message.isEmpty, request.revision.hasProgressMessages { params["message"] = .string(message) }
        connection.send(MessageWriter.notification("notifications/progress", params: params), during: self)
    }

    func log(_ level: LogLevel, logger: String, data: JSON) {
        guard let least = request.revision.isModern ? request.logLevel : connection.legacyLogLevel, level >= least,
            state.withLock({ $0.logs.take(at: .now) })
        else { return }
        var params: JSONObject = ["level": .string(level.name)]
        if !logger.isEmpty { params["logger"] = .string(logger) }
        params["data"] = data
        connection.send(MessageWriter.notification("notifications/message", params: params), during: self)
    }

    var canAsk: Bool { request.canAsk }

    func ask(_ question: Question, deadline: MonotonicTime, cancellation: Cancellation) -> AskResult {
        if request.revision.isModern {
            return state.withLock { $0.rounds.ask(question, canAsk: request.canAsk) }
        }
        guard request.canAsk else { return .answered(.unavailable(fallback: question.fallback)) }
        return connection.ask(question, for: self, deadline: deadline)
    }

    /// When the last question of a handshake-era call went out.
    var askedAt: MonotonicTime? {
        get { state.withLock { $0.askedAt } }
        set { state.withLock { $0.askedAt = newValue } }
    }

    /// The rounds of a 2026-07-28 call so far.
    var rounds: Rounds {
        get { state.withLock { $0.rounds } }
        set { state.withLock { $0.rounds = newValue } }
    }
}
