import AIWorkerKit
import Foundation

/// Lets one call at a time work outside on a task, in the order in which they came: two that create the same branch side by side would
/// each take the other's for a stranger's. Safe from any thread.
// Unchecked: the queues are read and written under the condition's lock.
final class TurnsByTask: @unchecked Sendable {
    /// How long a call waits without looking whether it should stop.
    private static let patience = 0.25

    private let condition = NSCondition()
    /// Of each task the calls that work or wait, the working one first.
    private var queues: [Identifier: [Ticket]] = [:]

    /// One call in the queue.
    private final class Ticket {}

    /// Waits for its turn and runs `body`.
    ///
    /// - Parameter check: asked now and then while waiting; what it throws ends the waiting.
    func take<Result>(_ task: String, _ check: () throws -> Void, _ body: () throws -> Result) throws -> Result {
        let task = Identifier(task)
        let ticket = Ticket()
        defer { leave(task, ticket) }
        try wait(task, ticket, check)
        return try body()
    }

    private func wait(_ task: Identifier, _ ticket: Ticket, _ check: () throws -> Void) throws {
        condition.lock()
        defer { condition.unlock() }
        queues[task, default: []].append(ticket)
        while queues[task]?.first !== ticket {
            _ = condition.wait(until: Date(timeIntervalSinceNow: Self.patience))
            condition.unlock()
            defer { condition.lock() }
            try check()
        }
    }

    private func leave(_ task: Identifier, _ ticket: Ticket) {
        condition.lock()
        defer { condition.unlock() }
        queues[task]?.removeAll { $0 === ticket }
        if queues[task]?.isEmpty ?? false { queues[task] = nil }
        condition.broadcast()
    }
}
