/// Hands out the permits of one session: first come, first served within this process; the processes of a user share
/// what there is through the state file. Safe from any thread.
final class RateLimiter: Sendable {
    enum Outcome: Sendable, Equatable {
        case go(permit: UInt64)
        /// It cannot come before the deadline; waiting so long would do.
        case tooLate(afterMilliseconds: Int64)
        case cancelled(CancellationReason)
    }

    private struct Queue {
        var waiting: [UInt64] = []
        var nextTicket: UInt64 = 0
    }

    private let limit: RateLimit
    private let file: StateFile
    private let queue = Monitor(Queue())

    init(limit: RateLimit, file: StateFile) {
        self.limit = limit
        self.file = file
    }

    /// Waits in line for one permit.
    func acquire(deadline: MonotonicTime, cancellation: Cancellation) -> Outcome {
        let (ticket, ahead) = queue.withLock { queue in
            defer { queue.nextTicket += 1 }
            queue.waiting.append(queue.nextTicket)
            return (queue.nextTicket, queue.waiting.count - 1)
        }
        defer {
            queue.withLock { queue in queue.waiting.removeAll { $0 == ticket } }
            queue.broadcast()
        }
        let wake = cancellation.onCancel { [queue] in
            // Taking the lock makes sure that a worker between its check and its sleep is not missed.
            queue.withLock { _ in }
            queue.broadcast()
        }
        defer { cancellation.removeHandler(wake) }
        let earliest = file.update { $0.rate.earliest(limit, ahead: ahead, now: .now) }
        if earliest > deadline { return .tooLate(afterMilliseconds: earliest.remainingMilliseconds) }
        let isFirst: Bool? = queue.wait(until: deadline) { queue in
            cancellation.isCancelled ? false : queue.waiting.first == ticket ? true : nil
        }
        if let reason = cancellation.reason { return .cancelled(reason) }
        guard isFirst == true else { return tooLate() }
        return acquireAsFirst(deadline: deadline, cancellation: cancellation)
    }

    private func acquireAsFirst(deadline: MonotonicTime, cancellation: Cancellation) -> Outcome {
        while true {
            switch file.update({ $0.rate.take(limit, now: .now) }) {
            case .go(let permit): return .go(permit: permit)
            case .wait(let time):
                if time > deadline { return .tooLate(afterMilliseconds: time.remainingMilliseconds) }
                guard cancellation.sleep(until: time) else { return .cancelled(cancellation.reason ?? .shutdown) }
            }
        }
    }

    private func tooLate() -> Outcome {
        let time = file.update { $0.rate.earliest(limit, ahead: 0, now: .now) }
        return .tooLate(afterMilliseconds: max(1, time.remainingMilliseconds))
    }

    /// The request of a permit left, or will not be sent after all.
    func confirm(_ permit: UInt64, at time: MonotonicTime = .now) {
        file.update { $0.rate.confirm(permit, at: time) }
    }

    /// The server asked to wait: nobody's next request goes before.
    func close(forMilliseconds milliseconds: Int64) {
        file.update { $0.rate.close(until: MonotonicTime.now.adding(milliseconds: milliseconds)) }
    }
}
