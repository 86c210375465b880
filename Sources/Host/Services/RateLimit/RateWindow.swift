/// The rate limit of a session as a value: what has gone out and when the next may. Three promises at once:
/// never more than `burst` requests in any one second; never more than `burst + perSecond·T` in any T seconds; and as soon
/// as both allow it. Times are those of `MonotonicTime`, which all processes of a machine share.
///
/// What counts is when a request leaves, not when it was allowed to: connecting may take a while. So a permit is open until it
/// is confirmed, and an open permit takes its place in the window for as long as it is open.
struct RateWindow: Sendable, Equatable {
    struct Permit: Sendable, Equatable {
        var id: UInt64
        /// When it was given, later when its request left.
        var time: Int64
        var isOpen: Bool
        /// `balancedAt` just after it was given.
        var balance: Int64
    }

    enum Decision: Sendable, Equatable {
        case go(permit: UInt64)
        case wait(until: MonotonicTime)
    }

    /// A little more than the second of the promise, for what the way to the server may take more or less.
    static let window: Int64 = 1_050_000_000
    /// An open permit older than this belongs to a process that died.
    static let openLimit: Int64 = 30_000_000_000

    /// The permits that matter, oldest first.
    var permits: [Permit] = []
    /// When all that has gone out will be paid for at the sustained rate; in the past: nothing is owed.
    var balancedAt: Int64 = 0
    /// Nothing goes before: the server asked us to wait.
    var closedUntil: Int64 = 0
    var nextID: UInt64 = 1

    /// Asks for one permit.
    mutating func take(_ limit: RateLimit, now: MonotonicTime) -> Decision {
        let now = now.nanoseconds
        forget(before: now)
        let earliest = max(closedUntil, paidFor(limit, now: now), windowOpens(limit, now: now))
        guard earliest <= now else { return .wait(until: MonotonicTime(nanoseconds: earliest)) }
        balancedAt = max(balancedAt, now) + cost(limit)
        let id = nextID
        nextID &+= 1
        permits.append(Permit(id: id, time: now, isOpen: true, balance: balancedAt))
        return .go(permit: id)
    }

    /// The request of a permit left at `time`, or never will.
    mutating func confirm(_ id: UInt64, at time: MonotonicTime) {
        guard let index = permits.firstIndex(where: { $0.id == id && $0.isOpen }) else { return }
        let delay = max(0, time.nanoseconds - permits[index].time)
        balancedAt = max(balancedAt, permits[index].balance + delay)
        permits[index].time += delay
        permits[index].isOpen = false
        permits.sort { $0.time < $1.time }
    }

    /// The server asks everybody to wait.
    mutating func close(until time: MonotonicTime) { closedUntil = max(closedUntil, time.nanoseconds) }

    /// The earliest time for a request that has `ahead` others before it; a lower bound, for telling at once that a
    /// deadline cannot be met.
    func earliest(_ limit: RateLimit, ahead: Int, now: MonotonicTime) -> MonotonicTime {
        let owed = max(balancedAt, now.nanoseconds) + Int64(ahead) * cost(limit)
        let paid = owed - Int64(limit.burst - 1) * cost(limit)
        let opens = ahead == 0 ? windowOpens(limit, now: now.nanoseconds) : now.nanoseconds
        return MonotonicTime(nanoseconds: max(now.nanoseconds, closedUntil, paid, opens))
    }

    private func cost(_ limit: RateLimit) -> Int64 { Int64(1_000_000_000 / limit.perSecond) }

    private func paidFor(_ limit: RateLimit, now: Int64) -> Int64 {
        max(balancedAt, now) - Int64(limit.burst - 1) * cost(limit)
    }

    /// When fewer than `burst` requests will lie within the window.
    private func windowOpens(_ limit: RateLimit, now: Int64) -> Int64 {
        let counted = permits.filter { $0.isOpen || now - $0.time < RateWindow.window }
        guard counted.count >= limit.burst else { return now }
        let closed = counted.filter { !$0.isOpen }.map(\.time).sorted()
        let excess = counted.count - limit.burst
        // With none left to expire, one of the open permits has to be confirmed first: look again soon.
        return excess < closed.count ? closed[excess] + RateWindow.window : now + 20_000_000
    }

    private mutating func forget(before now: Int64) {
        permits.removeAll { $0.isOpen ? now - $0.time > RateWindow.openLimit : now - $0.time >= RateWindow.window }
    }
}
