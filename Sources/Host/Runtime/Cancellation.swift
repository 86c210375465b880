import Synchronization

/// Why a call should stop.
enum CancellationReason: Sendable, Equatable {
    /// The client sent `notifications/cancelled`; `reason` is its text.
    case client(reason: String?)
    case deadline
    case shutdown
}

/// The stop sign of one call: raised once, seen by polling, by waiting and by handlers. Safe from any thread.
final class Cancellation: Sendable {
    private struct State {
        var reason: CancellationReason?
        var handlers: [(token: UInt64, action: @Sendable () -> Void)] = []
        var nextToken: UInt64 = 0
        /// Where sleepers wait; made by the first of them, because most calls have none.
        var bell: Monitor<Bool>?
    }

    private let state = Mutex(State())
    /// Mirrors `reason != nil`, so that polling takes no lock.
    private let isRaised = Atomic<Bool>(false)

    init() {}

    /// The reason, once raised.
    var reason: CancellationReason? { state.withLock { $0.reason } }
    var isCancelled: Bool { isRaised.load(ordering: .acquiring) }

    /// Raises the sign; later calls change nothing. Handlers run on this thread. Returns whether this call raised it.
    @discardableResult
    func cancel(_ reason: CancellationReason) -> Bool {
        let raised: (handlers: [@Sendable () -> Void], bell: Monitor<Bool>?)? = state.withLock { state in
            guard state.reason == nil else { return nil }
            state.reason = reason
            isRaised.store(true, ordering: .releasing)
            defer { state.handlers = [] }
            return (state.handlers.map(\.action), state.bell)
        }
        guard let raised else { return false }
        // Through the lock, so that a sleeper between its look and its wait is not missed.
        raised.bell?.withLock { $0 = true }
        raised.bell?.broadcast()
        for handler in raised.handlers { handler() }
        return true
    }

    /// Sleeps until `deadline`; false when woken early by the sign.
    func sleep(until deadline: MonotonicTime) -> Bool {
        let bell: Monitor<Bool> = state.withLock { state in
            let bell = state.bell ?? Monitor(isRaised.load(ordering: .relaxed))
            state.bell = bell
            return bell
        }
        return bell.wait(until: deadline) { $0 ? true : nil } == nil
    }

    /// Runs `action` when the sign is raised, at once if it already is. It must not block. Remove it with the token.
    func onCancel(_ action: @escaping @Sendable () -> Void) -> UInt64 {
        let token: UInt64? = state.withLock { state in
            guard state.reason == nil else { return nil }
            state.nextToken += 1
            state.handlers.append((state.nextToken, action))
            return state.nextToken
        }
        guard let token else {
            action()
            return 0
        }
        return token
    }

    /// Removes a handler. It may still be running on another thread when this returns.
    func removeHandler(_ token: UInt64) {
        state.withLock { state in state.handlers.removeAll { $0.token == token } }
    }
}
