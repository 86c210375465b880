/// The token of a file that may be replaced at any time, as a value: when to read it, and what to do with what was read.
struct RotatingToken: Sendable, Equatable {
    /// How long a token is used before the file is looked at again.
    static let freshMilliseconds: Int64 = 60_000

    private(set) var token: String?
    private var readAt: MonotonicTime?

    func needsReading(now: MonotonicTime) -> Bool {
        guard token != nil, let readAt else { return true }
        return now >= readAt.adding(milliseconds: RotatingToken.freshMilliseconds)
    }

    /// Takes what was read; returns whether the token is another one now.
    @discardableResult
    mutating func take(_ token: String, now: MonotonicTime) -> Bool {
        let isOther = self.token != token
        self.token = token
        readAt = now
        return isOther
    }

    /// The file could not be read. An older token goes on serving, and is not looked for again at once.
    mutating func keep(now: MonotonicTime) { if token != nil { readAt = now } }
}
