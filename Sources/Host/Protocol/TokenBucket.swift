/// Lets a burst through and then a steady rate. A value without a clock of its own.
struct TokenBucket: Sendable {
    let capacity: Double
    let perSecond: Double
    private var tokens: Double
    private var last: MonotonicTime?

    init(capacity: Double, perSecond: Double) {
        self.capacity = capacity
        self.perSecond = perSecond
        tokens = capacity
    }

    /// Whether one more may pass at `now`.
    mutating func take(at now: MonotonicTime) -> Bool {
        if let last {
            tokens = min(capacity, tokens + Double(now.nanoseconds - last.nanoseconds) / 1e9 * perSecond)
        }
        last = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
