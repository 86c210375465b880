/// Decides what comes after a failed attempt. A value: no clock, no chance, no I/O.
struct RetryPlan: Sendable {
    enum Next: Sendable, Equatable {
        /// Send again after so long.
        case again(afterMilliseconds: Int64)
        /// Get new credentials, then send again.
        case renewCredentials
        case giveUp
    }

    /// How often a read is sent again unless the session says otherwise.
    static let usualRetries = 3
    /// Attempts of a read with the usual retries.
    static let attempts = usualRetries + 1
    static let firstPauseMilliseconds: Int64 = 500
    static let longestPauseMilliseconds: Int64 = 8_000

    let isWrite: Bool
    /// How often a read is sent again after a passing failure.
    let retries: Int
    private var failures = 0
    private var hasRenewed = false

    init(isWrite: Bool, retries: Int = RetryPlan.usualRetries) {
        self.isWrite = isWrite
        self.retries = retries
    }

    /// - Parameters:
    ///   - canRenew: whether the refused credentials can be replaced.
    ///   - jitter: 0 to 1.
    ///   - remainingMilliseconds: until the call's deadline.
    mutating func next(after problem: Problem, canRenew: Bool, jitter: Double, remainingMilliseconds: Int64) -> Next {
        // A 401 says that the server has not acted, so this holds for writes too.
        if problem.asksForRenewal {
            // Only the web site speaks of form keys, and there the effect may have come all the same.
            guard canRenew, !hasRenewed, !(isWrite && problem.code == .csrf) else { return .giveUp }
            hasRenewed = true
            return .renewCredentials
        }
        guard !isWrite, problem.code.isTransient, problem.code != .circuitOpen else { return .giveUp }
        failures += 1
        guard failures <= retries else { return .giveUp }
        let backoff = RetryPlan.pause(failures: failures, jitter: jitter)
        let pause = max(problem.retryAfterMilliseconds ?? 0, backoff)
        // What remains must also be enough for an answer to come.
        return pause + 50 < remainingMilliseconds ? .again(afterMilliseconds: pause) : .giveUp
    }

    /// 0.5 s, 1 s, 2 s … with up to a quarter more, so that several callers do not come back at once.
    static func pause(failures: Int, jitter: Double) -> Int64 {
        let base = min(longestPauseMilliseconds, firstPauseMilliseconds << Int64(min(max(failures, 1) - 1, 10)))
        return base + Int64(Double(base) * 0.25 * min(max(jitter, 0), 1))
    }
}
