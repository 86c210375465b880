// Work that waits for a person must not hold up everything behind it.
extension Scheduler {
    /// Calls of one lane that may be aside at the same time; each holds a thread.
    static let asideLimit = 16

    /// On the thread of running work: lets the next work of a serial lane run while `body` waits, and returns when it is this
    /// work's turn again. With too many aside already the lane is kept.
    func aside<Value>(of lane: Lane, _ body: () -> Value) -> Value {
        guard lane.isSerial, leave(lane) else { return body() }
        wake()
        let value = body()
        comeBack(to: lane)
        return value
    }

    private func comeBack(to lane: Lane) {
        let turn = Turn()
        if !comeBack(to: lane, turn) { turn.wait() }
    }
}

/// The place in line of work that was aside: when it is reached, the lane goes over to the thread of that work.
final class Turn: Work {
    private let hasCome = Monitor(false)

    var turn: Turn? { self }

    func run() {}
    func settle(hasMore: Bool) {}

    func come() {
        hasCome.withLock { $0 = true }
        hasCome.broadcast()
    }

    func wait() { _ = hasCome.wait { $0 ? true : nil } }
}
