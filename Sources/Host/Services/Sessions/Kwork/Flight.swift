/// Work that is done once for everybody who needs its result at the same time. Safe from any thread.
final class Flight<Value: Sendable>: Sendable {
    private struct State {
        var number: UInt64 = 0
        var isFlying = false
        var outcome: Result<Value, Problem>?
    }

    private let state = Monitor(State())
    private let work: String

    /// - Parameter work: for the log: "the login of another call".
    init(_ work: String) { self.work = work }

    /// Runs `body`, or waits for the one who does and shares the outcome. A flight that ended with its pilot's own time says
    /// nothing about the time of those who waited, so one of them flies again.
    func run(_ context: ExchangeContext, _ body: () -> Result<Value, Problem>) -> Result<Value, Problem> {
        while true {
            if let reason = context.cancellation.reason { return .failure(Problem(.cancelled, "before the request: \(reason)")) }
            let flight: UInt64? = state.withLock { state in
                if state.isFlying { return state.number }
                state.isFlying = true
                state.number += 1
                return nil
            }
            guard let flight else {
                let outcome = body()
                state.withLock { state in
                    state.isFlying = false
                    state.outcome = outcome
                }
                state.broadcast()
                return outcome
            }
            if let outcome = wait(for: flight, context) { return outcome }
        }
    }

    /// nil: try again.
    private func wait(for flight: UInt64, _ context: ExchangeContext) -> Result<Value, Problem>? {
        let wake = context.cancellation.onCancel { [state] in
            state.withLock { _ in }
            state.broadcast()
        }
        defer { context.cancellation.removeHandler(wake) }
        let hasLanded = state.wait(until: context.deadline) { state in
            state.number != flight || !state.isFlying || context.cancellation.isCancelled ? true : nil
        }
        if context.cancellation.isCancelled { return .failure(Problem(.cancelled, "while waiting for \(work)")) }
        guard hasLanded == true else { return .failure(Problem(.timeout, "\(work) took too long")) }
        return state.withLock { state in
            guard state.number == flight, !state.isFlying, let outcome = state.outcome else { return nil }
            if case .failure(let problem) = outcome, [.cancelled, .timeout, .rateLimit].contains(problem.code) { return nil }
            return outcome
        }
    }
}
