import AIWorkerKit
import Foundation
import Synchronization

/// Follows the outbox and hands new events to everybody who listens. One thread reads; Redis, where there is one, only tells it to look
/// sooner, so that a lost message of Redis loses nothing.
final class Feed: Sendable {
    /// An event as it goes out.
    struct Item: Sendable {
        var id: Int64
        var text: String
    }

    typealias Listener = @Sendable ([Item]) -> Void

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextNumber = 0
    }

    private let settings: WorkerSettings
    private let store: Store
    private let state = Mutex(State())

    /// How long to wait between looks without news from Redis, in seconds.
    private static let pause = 0.3
    /// How long a number that was skipped may still come: a transaction that began earlier can end later. In seconds.
    private static let lateness = 30.0

    init(settings: WorkerSettings, store: Store) {
        self.settings = settings
        self.store = store
    }

    /// Adds a listener; the result removes it again. It is called on the feed's thread and must not block.
    func listen(_ listener: @escaping Listener) -> @Sendable () -> Void {
        let number = state.withLock { state in
            state.nextNumber += 1
            state.listeners[state.nextNumber] = listener
            return state.nextNumber
        }
        return { [self] in state.withLock { $0.listeners[number] = nil } }
    }

    func start() {
        let thread = Thread { [self] in follow() }
        thread.name = "feed"
        thread.start()
    }

    private func follow() {
        var gaps = Gaps()
        var last: Int64?
        var subscription: RedisSubscription?
        var nextTry = Date.distantPast
        while true {
            if let redis = settings.redis, subscription == nil, Date() >= nextTry {
                subscription = try? RedisSubscription(redis, channel: settings.eventsChannel)
                nextTry = Date(timeIntervalSinceNow: 5)
            }
            do {
                let people = People(try store.database(), rules: settings.rules)
                if let seen = last {
                    let late = try people.events(gaps.open(now: Date().timeIntervalSince1970))
                    let new = try people.events(after: seen, limit: 500)
                    gaps.arrived(late.map(\.id))
                    gaps.passed(from: seen, to: new.map(\.id), now: Date().timeIntervalSince1970, lateness: Self.lateness)
                    last = new.last?.id ?? seen
                    deliver(late + new)
                    if new.count == 500 { continue }
                } else {
                    last = try people.lastEvent()
                }
            } catch {
                // A database that is away comes back; whoever listens misses nothing but time.
                Thread.sleep(forTimeInterval: 1)
                continue
            }
            wait(&subscription)
        }
    }

    private func wait(_ subscription: inout RedisSubscription?) {
        guard let open = subscription else { return Thread.sleep(forTimeInterval: Self.pause) }
        do {
            _ = try open.messages(within: 1)
        } catch {
            subscription = nil
        }
    }

    private func deliver(_ events: [OutboxEvent]) {
        guard !events.isEmpty else { return }
        let items = events.map { Item(id: $0.id, text: $0.message.text) }
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener(items) }
    }
}

/// Numbers that were skipped and may still come. A value.
struct Gaps {
    private var missing: [Int64: Double] = [:]
    /// More than this at once is no gap but a jump, such as after a restore.
    private static let most: Int64 = 1000

    /// Numbers to look for; those that are too old are given up.
    mutating func open(now: Double) -> [Int64] {
        missing = missing.filter { $0.value > now }
        return missing.keys.sorted()
    }

    mutating func arrived(_ ids: [Int64]) { for id in ids { missing[id] = nil } }

    /// Notes what is left out between `seen` and the ids that came after it.
    mutating func passed(from seen: Int64, to ids: [Int64], now: Double, lateness: Double) {
        var before = seen
        for id in ids {
            if id - before > 1, id - before <= Self.most {
                for skipped in (before + 1)..<id where missing.count < Int(Self.most) { missing[skipped] = now + lateness }
            }
            before = id
        }
    }
}
