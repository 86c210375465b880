import Dispatch

/// Whose turn it is to write, of the threads of one process that share a SQLite file: the file takes one writer at a time.
final class WriteTurn: Sendable {
    private struct State {
        var isTaken = false
        var urgent = 0
    }

    private let state = Monitor(State())

    /// Waits for the turn, which must be given back. Urgent work comes before all other that waits.
    ///
    /// - Returns: false when it did not come until `end`.
    func take(isUrgent: Bool, until end: DispatchTime) -> Bool {
        guard isUrgent else {
            return state.wait(until: end) { $0.isTaken || $0.urgent > 0 ? nil : Self.take(&$0) } ?? false
        }
        state.withLock { $0.urgent += 1 }
        // Those that made way look again.
        defer { state.change { $0.urgent -= 1 } }
        return state.wait(until: end) { $0.isTaken ? nil : Self.take(&$0) } ?? false
    }

    /// Whether urgent work waits.
    var isAwaitedUrgently: Bool { state.withLock { $0.urgent > 0 } }

    private static func take(_ state: inout State) -> Bool {
        state.isTaken = true
        return true
    }

    func giveBack() { state.change { $0.isTaken = false } }
}
