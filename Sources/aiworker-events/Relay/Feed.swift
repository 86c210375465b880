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
        /// Whether greater numbers went out before: its transaction began earlier and ended later.
        var isLate = false
    }

    typealias Listener = @Sendable ([Item]) -> Void

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextNumber = 0
        var isOver = false
        /// The greatest number when this process began to read.
        var beginning: Int64 = 0
        /// The greatest number that went out; nil: the store could not be read yet.
        var position: Int64?
        var late = LateArrivals()
    }

    private let settings: WorkerSettings
    private let store: Store
    private let state = Mutex(State())

    /// How long to wait between looks without news from Redis, in seconds.
    private static let pause = 0.3
    /// Events read at once.
    private static let page = 500

    init(settings: WorkerSettings, store: Store) {
        self.settings = settings
        self.store = store
    }

    /// What a listener begins with.
    struct Place: Sendable {
        /// Events up to this number went out before; those after it will be heard. Nobody is shown more: only what went out here is known
        /// to be complete.
        var position: Int64
        /// Earlier ones that this listener may lack.
        var late: [Int64]
        /// Whether it may have listened to another process, of which nothing is known here.
        var isFromElsewhere: Bool
        var forget: @Sendable () -> Void
    }

    /// Adds a listener, which is called on the feed's thread and must not block.
    ///
    /// - Parameter after: the number of the last event that it has.
    /// - Returns: nil: the store could not be read yet.
    func listen(after: Int64, _ listener: @escaping Listener) -> Place? {
        state.withLock { state in
            guard let position = state.position else { return nil }
            state.nextNumber += 1
            let number = state.nextNumber
            state.listeners[number] = listener
            return Place(
                position: position, late: state.late.ids(for: after), isFromElsewhere: after <= state.beginning || after > position
            ) { [self] in self.state.withLock { $0.listeners[number] = nil } }
        }
    }

    func start() {
        let thread = Thread { [self] in follow() }
        thread.name = "feed"
        thread.start()
    }

    /// Ends the thread after its next look.
    func stop() { state.withLock { $0.isOver = true } }

    private func follow() {
        var cursor: EventCursor?
        var subscription: RedisSubscription?
        let start = ContinuousClock.now
        var nextTry = start
        while !state.withLock(\.isOver) {
            if let redis = settings.redis, subscription == nil, .now >= nextTry {
                subscription = try? RedisSubscription(redis, channel: settings.eventsChannel)
                nextTry = .now + .seconds(5)
            }
            do {
                let people = People(try store.database(), rules: settings.rules)
                var next = try cursor ?? begin(people)
                cursor = next
                let seen = next.last
                let late = try people.events(next.missing)
                let new = try people.events(after: seen, limit: Self.page)
                let fresh = next.take(late + new, at: start.duration(to: .now) / .seconds(1))
                cursor = next
                deliver(fresh.map { Item(id: $0.id, text: $0.message.text, isLate: $0.id <= seen) }, from: seen, to: next.last)
                if new.count == Self.page { continue }
            } catch {
                // A database that is away comes back; whoever listens misses nothing but time.
                Thread.sleep(forTimeInterval: 1)
                continue
            }
            wait(&subscription)
        }
    }

    /// A little of the past, for numbers that are not committed yet. Listeners know which events they have.
    private func begin(_ people: People) throws -> EventCursor {
        let last = try people.lastEvent()
        let cursor = EventCursor(after: last - Int64(EventCursor.most))
        state.withLock { state in
            state.beginning = last
            state.position = cursor.last
        }
        return cursor
    }

    private func wait(_ subscription: inout RedisSubscription?) {
        guard let open = subscription else { return Thread.sleep(forTimeInterval: Self.pause) }
        do {
            _ = try open.messages(within: 1)
        } catch {
            subscription = nil
        }
    }

    private func deliver(_ items: [Item], from seen: Int64, to position: Int64) {
        guard !items.isEmpty else { return }
        let listeners = state.withLock { state in
            for item in items where item.isLate { state.late.add(item.id, after: seen) }
            state.position = position
            return Array(state.listeners.values)
        }
        for listener in listeners { listener(items) }
    }
}
