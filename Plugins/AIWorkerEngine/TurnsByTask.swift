import AIWorkerKit
import Synchronization

/// Lets one call at a time work outside on a task: two that create the same branch side by side would each take the other's for a
/// stranger's. Safe from any thread.
final class TurnsByTask: Sendable {
    private let busy = Mutex(Set<String>())

    /// Waits for its turn and runs `body`; throws when the call should stop meanwhile.
    func take<Result>(_ task: String, _ call: Call, _ body: () throws -> Result) throws -> Result {
        while !busy.withLock({ $0.insert(task).inserted }) { try call.wait(.milliseconds(20)) }
        defer { busy.withLock { _ = $0.remove(task) } }
        return try body()
    }
}
