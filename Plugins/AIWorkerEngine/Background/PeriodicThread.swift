import Foundation

/// A thread that does something again and again until it is stopped.
// Unchecked: the flag is read and written under the condition's lock.
final class PeriodicThread: @unchecked Sendable {
    private let condition = NSCondition()
    private var isStopping = false
    private var hasEnded = false

    /// Starts at once.
    ///
    /// - Parameter body: one round; returns how long to pause, in seconds.
    init(_ name: String, _ body: @escaping @Sendable () -> Double) {
        let thread = Thread { [self] in
            while pause(body()) {}
            condition.lock()
            hasEnded = true
            condition.broadcast()
            condition.unlock()
        }
        thread.name = name
        thread.stackSize = 512 << 10
        thread.start()
    }

    /// Whether to go on.
    private func pause(_ seconds: Double) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: seconds)
        while !isStopping {
            if !condition.wait(until: end) { break }
        }
        return !isStopping
    }

    /// Lets the present round be the last one. Does not wait.
    func requestStop() {
        condition.lock()
        defer { condition.unlock() }
        isStopping = true
        condition.broadcast()
    }

    /// Waits for the last round to end, but not beyond `end`.
    func join(until end: Date) {
        condition.lock()
        defer { condition.unlock() }
        while !hasEnded {
            if !condition.wait(until: end) { return }
        }
    }
}
