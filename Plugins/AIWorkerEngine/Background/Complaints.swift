import AIWorkerKit
import Synchronization

/// Tells the operator about a trouble once, and once when it is over.
final class Complaints: Sendable {
    private let what: String
    private let isTroubled = Mutex(false)

    init(_ what: String) { self.what = what }

    /// Runs `body` and returns `later`; after a failure `soon`.
    func watch(soon: Double, later: Double, _ body: () throws -> Void) -> Double {
        do {
            try body()
            if exchange(false) { OperatorLog.write(.notice, "aiworker: it works again (\(what))") }
            return later
        } catch {
            let reason = (error as? Failure)?.message ?? "\(error)"
            if !exchange(true) { OperatorLog.write(.warning, "aiworker: \(what): \(reason)") }
            return soon
        }
    }

    private func exchange(_ value: Bool) -> Bool {
        isTroubled.withLock { troubled in
            defer { troubled = value }
            return troubled
        }
    }
}
