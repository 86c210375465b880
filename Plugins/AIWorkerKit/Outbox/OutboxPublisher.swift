/// Publishes the events of a store to Redis: cache keys deleted first, then the message, then `published_at`. Of all publishers of one
/// store one works at a time. Without Redis it deletes rows past their time and nothing else.
///
/// Delivery is at least once: a crash between message and `published_at` repeats the message with the same `eventId`. Used by one
/// thread; `round` blocks on Redis and on the database, and on nobody else.
public final class OutboxPublisher {
    private let database: () throws -> any Database
    private let settings: WorkerSettings
    private var state: PublisherState
    private var lock: (any PublisherLock)?
    private var redis: RedisConnection?
    private let now: () -> ContinuousClock.Instant
    private var lastUse: ContinuousClock.Instant
    private var nextPrune: ContinuousClock.Instant

    /// A connection that was used so lately is believed to be open.
    static let trust = Duration.milliseconds(200)

    /// What came of a round.
    public struct Round: Sendable, Equatable {
        /// Until the next one, in seconds.
        public var pause: Double
        /// What is wrong, for the operator; nil: nothing.
        public var trouble: String?
    }

    /// - Parameter database: opens the store; called in every round, so that a store that comes later is found.
    public convenience init(_ settings: WorkerSettings, database: @escaping () throws -> any Database) {
        self.init(settings, now: { .now }, database: database)
    }

    init(_ settings: WorkerSettings, now: @escaping () -> ContinuousClock.Instant, database: @escaping () throws -> any Database) {
        self.settings = settings
        self.now = now
        lastUse = now()
        nextPrune = now()
        self.database = database
        state = PublisherState(interval: settings.outboxInterval, publishes: settings.redis != nil)
    }

    /// Publishes what there is.
    public func round() -> Round {
        let isPruneDue = now() >= nextPrune
        var action = state.begin(isPruneDue: isPruneDue)
        while true {
            if case .rest(let seconds) = action { return Round(pause: seconds, trouble: state.trouble) }
            action = state.next(after: outcome(of: action))
        }
    }

    private func outcome(of action: PublisherState.Action) -> PublisherState.Outcome {
        do {
            let database = try database()
            let rows = OutboxRows(database: database)
            switch action {
            case .takeLock:
                return .lock(isHeld: try holdsLock(database))
            case .mark(let ids):
                try rows.mark(ids)
                return .marked
            case .load:
                // The server may have given our right to somebody else since.
                guard try holdsLock(database) else { return .lock(isHeld: false) }
                return .loaded(try rows.unpublished(limit: PublisherState.batch))
            case .deliver(let events):
                return deliver(events)
            case .noteFailure(let ids, let reason):
                try rows.noteFailure(ids, reason)
                return .failureNoted
            case .prune:
                try rows.prune(olderThan: settings.outboxRetention, unpublishedToo: settings.redis == nil)
                nextPrune = now() + .seconds(min(60, max(settings.outboxInterval, settings.outboxRetention / 10)))
                return .pruned
            case .rest:
                return .pruned
            }
        } catch {
            return .databaseFailed(reason: (error as? StoreError)?.failure.message ?? (error as? Failure)?.message ?? "\(error)")
        }
    }

    private func holdsLock(_ database: any Database) throws -> Bool {
        if let lock, lock.isHeld() { return true }
        lock = try database.publisherLock()
        return lock != nil
    }

    private func deliver(_ events: [OutboxEvent]) -> PublisherState.Outcome {
        do {
            let redis = try connection()
            let keys = Self.cacheKeys(events)
            if !keys.isEmpty, case .refused(let words) = try redis.send([["DEL"] + keys]).first {
                return .undelivered(published: 0, reason: "Redis refused DEL: \(words)")
            }
            let replies = try redis.send(events.map { ["PUBLISH", settings.eventsChannel, $0.message.text] })
            lastUse = now()
            for (place, reply) in replies.enumerated() {
                if case .refused(let words) = reply {
                    return .undelivered(published: place, reason: "Redis refused PUBLISH: \(words)")
                }
            }
            return .delivered
        } catch {
            redis = nil
            return .undelivered(published: 0, reason: error.reason)
        }
    }

    private func connection() throws(RedisError) -> RedisConnection {
        guard let url = settings.redis else { throw RedisError(reason: "there is no Redis") }
        if let redis {
            // After a pause: the server may have been started again, which is no failure of the rows.
            if lastUse.duration(to: now()) < Self.trust || redis.isAlive() { return redis }
            self.redis = nil
        }
        let fresh = try RedisConnection(url)
        redis = fresh
        return fresh
    }

    /// What readers may have cached of the tasks of these events, each key once.
    static func cacheKeys(_ events: [OutboxEvent]) -> [String] {
        var seen: Set<Identifier> = []
        var keys: [String] = []
        for event in events {
            let both = [event.taskID.map { "task:\($0)" }, event.projectID.map { "task:list:\($0)" }]
            for key in both.compactMap({ $0 }) where seen.insert(Identifier(key)).inserted { keys.append(key) }
        }
        return keys
    }
}
