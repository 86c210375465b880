/// What the publisher does next, as a value: it is told what came of its last step and says the next one. It knows no clock, no
/// database and no Redis.
///
/// Rows go out in id order and nothing overtakes a row that failed, so the events of one task stay in their order.
struct PublisherState: Sendable {
    /// One step.
    enum Action: Sendable, Equatable {
        /// Take the right to publish, or see that it is still held.
        case takeLock
        /// Write down that these rows were published.
        case mark([Int64])
        /// Read the oldest unpublished rows, at most `batch`.
        case load
        /// Delete the cache keys of these rows, then publish them in their order. No task occurs twice.
        case deliver([OutboxEvent])
        /// Write down that these rows could not be published.
        case noteFailure([Int64], reason: String)
        /// Delete rows past their time.
        case prune
        /// Nothing for so many seconds; then begin again with `begin`.
        case rest(seconds: Double)
    }

    /// What came of a step.
    enum Outcome: Sendable {
        case lock(isHeld: Bool)
        case marked
        case loaded([OutboxEvent])
        case delivered
        /// The first `published` rows went out, the one after them did not.
        case undelivered(published: Int, reason: String)
        case failureNoted
        /// How many rows were looked at and deleted.
        case pruned
        /// The database did not do it.
        case databaseFailed(reason: String)
    }

    /// Most rows of one reading.
    static let batch = 256
    /// Most readings of one round, so that a round ends while others write without pause.
    static let batchesInRound = 16
    /// The longest pause after a failure, in seconds.
    static let longestPause = 10.0

    private let interval: Double
    private let publishes: Bool
    /// Between 0 and 1; spreads the retries of several publishers.
    private let jitter: @Sendable () -> Double

    private var waiting: [OutboxEvent] = []
    /// Published, and not written down yet: kept when the database fails, so that a busy one does not cause repeats.
    private var unmarked: [Int64] = []
    private var lastBatchWasFull = false
    private var batchesLeft = 0
    private var isPruneDue = false
    private var failures = 0
    private var failure: (ids: [Int64], reason: String)?
    /// What is wrong at present; nil: nothing.
    private(set) var trouble: String?

    /// - Parameters:
    ///   - interval: the pause between rounds, in seconds.
    ///   - publishes: whether there is a Redis; else rows are only deleted when their time has passed.
    init(interval: Double, publishes: Bool, jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }) {
        self.interval = interval
        self.publishes = publishes
        self.jitter = jitter
    }

    /// Begins a round.
    ///
    /// - Parameter isPruneDue: whether rows past their time are to be deleted in this round.
    mutating func begin(isPruneDue: Bool) -> Action {
        self.isPruneDue = isPruneDue
        batchesLeft = Self.batchesInRound
        lastBatchWasFull = false
        return .takeLock
    }

    /// The step after one that had this outcome.
    mutating func next(after outcome: Outcome) -> Action {
        switch outcome {
        case .lock(let isHeld):
            guard isHeld else {
                // Whoever publishes now reads from the database what we have not written down.
                unmarked = []
                return succeed()
            }
            if !unmarked.isEmpty { return .mark(unmarked) }
            return publishes ? .load : pruneOrRest()
        case .loaded(let rows):
            lastBatchWasFull = rows.count >= Self.batch
            batchesLeft -= 1
            waiting = rows
            return waiting.isEmpty ? pruneOrRest() : .deliver(wave)
        case .delivered:
            let sent = wave.count
            unmarked += waiting.prefix(sent).map(\.id)
            waiting.removeFirst(sent)
            return waiting.isEmpty ? .mark(unmarked) : .deliver(wave)
        case .undelivered(let published, let reason):
            unmarked += waiting.prefix(published).map(\.id)
            failure = (waiting.dropFirst(published).map(\.id), reason)
            waiting = []
            return unmarked.isEmpty ? noteFailure() : .mark(unmarked)
        case .marked:
            unmarked = []
            if failure != nil { return noteFailure() }
            return publishes && lastBatchWasFull && batchesLeft > 0 ? .load : pruneOrRest()
        case .failureNoted:
            return fail()
        case .pruned:
            return succeed()
        case .databaseFailed(let reason):
            waiting = []
            failure = nil
            return fail("the database: \(reason)")
        }
    }

    /// The longest beginning of the waiting rows in which no task occurs twice: when one of them fails, those after it that went out
    /// already belong to other tasks.
    private var wave: [OutboxEvent] {
        var tasks: Set<Identifier?> = []
        return Array(waiting.prefix { tasks.insert($0.taskID.map { Identifier($0) }).inserted })
    }

    private mutating func noteFailure() -> Action {
        guard let (ids, reason) = failure else { return fail() }
        trouble = reason
        failure = nil
        return .noteFailure(ids, reason: reason)
    }

    private mutating func pruneOrRest() -> Action {
        guard isPruneDue else { return succeed() }
        isPruneDue = false
        return .prune
    }

    private mutating func succeed() -> Action {
        failures = 0
        trouble = nil
        return .rest(seconds: lastBatchWasFull ? 0 : interval)
    }

    private mutating func fail(_ reason: String? = nil) -> Action {
        if let reason { trouble = reason }
        failures += 1
        let pause = min(Self.longestPause, max(interval, 0.25) * Double(1 << min(failures - 1, 16)))
        return .rest(seconds: pause * (0.5 + jitter() / 2))
    }
}
