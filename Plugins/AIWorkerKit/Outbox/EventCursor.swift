/// Reads the outbox without missing a row, as a value. Numbers are given out when a row is written, but rows are seen when they are
/// committed: on a server a smaller number can appear after a greater one. Numbers that were passed over are asked for again for a while.
public struct EventCursor: Sendable {
    /// The greatest number seen: read the rows after it.
    public private(set) var last: Int64
    private var gaps: [Int64: Double] = [:]

    /// How long a number that was passed over is asked for, in seconds; longer than any transaction lives.
    static let patience = 60.0
    /// Most numbers asked for at once; a wider gap is one of deleted rows.
    public static let most = 1000

    /// - Parameter id: the greatest number that is known already; below 0 is as good as 0, since numbers begin at 1.
    public init(after id: Int64) { last = max(0, id) }

    /// Numbers that were passed over: read these rows too.
    public var missing: [Int64] { gaps.keys.sorted() }

    /// Takes rows that were read and returns those that are new, in the order of their numbers.
    ///
    /// - Parameter now: seconds from any fixed moment.
    public mutating func take(_ rows: [OutboxEvent], at now: Double) -> [OutboxEvent] {
        var fresh: [OutboxEvent] = []
        for row in rows.sorted(by: { $0.id < $1.id }) {
            if row.id > last {
                // The first one read may follow rows that were deleted long ago.
                let passed = row.id - last - 1
                if passed > 0, passed <= Self.most { for id in last + 1..<row.id { gaps[id] = now } }
                last = row.id
                fresh.append(row)
            } else if gaps.removeValue(forKey: row.id) != nil {
                fresh.append(row)
            }
        }
        gaps = gaps.filter { now - $0.value < Self.patience }
        if gaps.count > Self.most {
            for id in missing.prefix(gaps.count - Self.most) { gaps[id] = nil }
        }
        return fresh
    }
}
