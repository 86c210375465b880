import AIWorkerKit
import Foundation

/// A thread that does something again and again until it is stopped.
final class PeriodicThread: Sendable {
    private struct State {
        var isStopping = false
        var hasEnded = false
    }

    private let state = Monitor(State())

    /// Starts at once.
    ///
    /// - Parameter body: one round; returns how long to pause, in seconds.
    init(_ name: String, _ body: @escaping @Sendable () -> Double) {
        let thread = Thread { [self] in
            while pause(body()) {}
            state.change { $0.hasEnded = true }
        }
        thread.name = name
        thread.stackSize = 512 << 10
        thread.start()
    }

    /// Whether to go on.
    private func pause(_ seconds: Double) -> Bool {
        state.wait(until: .now() + seconds) { $0.isStopping ? true : nil } == nil
    }

    /// Lets the present round be the last one. Does not wait.
    func requestStop() { state.change { $0.isStopping = true } }

    /// Waits for the last round to end, but not beyond `end`.
    func join(until end: DispatchTime) { _ = state.wait(until: end) { $0.hasEnded ? true : nil } }
}
