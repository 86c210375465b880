/// Keeps us from hammering a host that keeps failing. A value without clock; all processes of a user see the same one.
///
/// Closed until `threshold` failures in a row; then open for a while that doubles with each failed probe; then half open:
/// one request goes as a probe and decides.
struct CircuitBreaker: Sendable, Equatable {
    enum Decision: Sendable, Equatable {
        /// `isProbe`: it decides whether the circuit closes; say so in the report.
        case go(isProbe: Bool)
        case refuse(until: MonotonicTime)
    }

    static let threshold: UInt32 = 5
    static let firstPause: Int64 = 5_000_000_000
    static let longestPause: Int64 = 300_000_000_000
    /// A probe that has not reported by then is given to somebody else.
    static let probeLimit: Int64 = 35_000_000_000

    /// Failures since the last success.
    private(set) var failures: UInt32 = 0
    /// 0: closed.
    private(set) var openUntil: Int64 = 0
    /// How often in a row it has opened.
    private(set) var openings: UInt32 = 0

    init() {}

    init(failures: UInt32, openUntil: Int64, openings: UInt32) {
        self.failures = failures
        self.openUntil = openUntil
        self.openings = openings
    }

    /// May a request go now? When half open, the one that is let through is the probe.
    mutating func admit(now: MonotonicTime) -> Decision {
        guard openUntil != 0 else { return .go(isProbe: false) }
        guard now.nanoseconds >= openUntil else { return .refuse(until: MonotonicTime(nanoseconds: openUntil)) }
        openUntil = now.nanoseconds + CircuitBreaker.probeLimit
        return .go(isProbe: true)
    }

    /// The host answered sensibly, if only with a refusal.
    mutating func succeeded() { self = CircuitBreaker() }

    /// The host could not be reached or answered 5xx. Returns true when this opened it. While it is open only the probe
    /// counts: the others left before it opened.
    @discardableResult
    mutating func failed(wasProbe: Bool, now: MonotonicTime) -> Bool {
        if openUntil == 0 {
            failures += 1
            guard failures >= CircuitBreaker.threshold else { return false }
        } else if !wasProbe {
            return false
        }
        let pause = min(CircuitBreaker.longestPause, CircuitBreaker.firstPause << Int64(min(openings, 8)))
        openings = min(openings + 1, 16)
        openUntil = now.nanoseconds + pause
        return true
    }

    /// The attempt said nothing about the host: it was cancelled, or failed on our side. The next one may probe.
    mutating func inconclusive(wasProbe: Bool, now: MonotonicTime) {
        if wasProbe, openUntil != 0 { openUntil = now.nanoseconds }
    }
}
