import AIWorkerKit
import Dispatch

/// Lets one call at a time work outside on a task, in the order in which they came: two that create the same branch side by side would
/// each take the other's for a stranger's. Safe from any thread.
final class TurnsByTask: Sendable {
    /// How long a call waits without looking whether it should stop, in seconds.
    private static let patience = 0.25

    /// Of each task the calls that work or wait, the working one first.
    private let queues = Monitor<[Identifier: [Ticket]]>([:])

    /// One call in the queue.
    private final class Ticket: Sendable {}

    /// Waits for its turn and runs `body`.
    ///
    /// - Parameter check: asked now and then while waiting; what it throws ends the waiting.
    func take<Result>(_ task: String, _ check: () throws -> Void, _ body: () throws -> Result) throws -> Result {
        let task = Identifier(task)
        let ticket = Ticket()
        queues.withLock { $0[task, default: []].append(ticket) }
        defer {
            queues.change { queues in
                queues[task]?.removeAll { $0 === ticket }
                if queues[task]?.isEmpty ?? false { queues[task] = nil }
            }
        }
        while queues.wait(until: .now() + Self.patience, { $0[task]?.first === ticket ? true : nil }) == nil { try check() }
        return try body()
    }
}
