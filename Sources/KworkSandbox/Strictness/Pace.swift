/// The agreed rate limit, watched from the server's side: never more than `burst` requests in a sliding second,
/// and at most `burst + rate * T` in any T seconds.
struct Pace: Sendable {
    /// Requests per second in the long run.
    let rate: Double
    /// Requests that may come at once.
    let burst: Int
    /// Nanoseconds by which a request may look early, because the scheduler delays its predecessors more than itself.
    let slack: UInt64

    private var level: Double
    private var filledAt: UInt64 = 0
    private var lastSecond: [UInt64] = []

    init(rate: Double, burst: Int, slackMilliseconds: Int = 100) {
        self.rate = rate
        self.burst = burst
        self.slack = UInt64(slackMilliseconds) * 1_000_000
        self.level = Double(burst)
    }

    /// Asks for a request at a monotonic time in nanoseconds. A refused one does not count against the client.
    mutating func admits(at now: UInt64) -> Bool {
        let second: UInt64 = 1_000_000_000
        if filledAt > 0, now > filledAt {
            level = min(Double(burst), level + Double(now - filledAt) / Double(second) * rate)
        }
        filledAt = max(filledAt, now)
        let window = second > slack ? second - slack : 0
        lastSecond.removeAll { $0 + window <= now }
        let early = Double(slack) / Double(second) * rate
        guard lastSecond.count < burst, level + early >= 1 else { return false }
        level -= 1
        lastSecond.append(now)
        return true
    }
}
