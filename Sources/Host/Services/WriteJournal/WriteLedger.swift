/// The writes of one session whose outcome is open, over all processes of the user. A value: no clock, no file.
struct WriteLedger: Sendable, Equatable {
    /// After this long an unknown outcome no longer holds up an equal write: what happened can be seen by then.
    static let lifetimeMilliseconds: Int64 = 3_600_000
    /// More at once are no use to anybody; the oldest goes.
    static let limit = 256

    /// In the order in which they were sent.
    var entries: [WriteEntry] = []

    enum Decision: Sendable, Equatable {
        case go
        /// An equal write is on its way.
        case inProgress(WriteEntry)
        /// An equal write may have happened.
        case unknown(WriteEntry)
    }

    /// Notes a write that is about to leave, unless an equal one is open.
    ///
    /// - Parameter isAlive: whether the process of an entry is still there to learn its outcome.
    mutating func begin(_ entry: WriteEntry, isAlive: (WriteEntry) -> Bool) -> Decision {
        prune(now: entry.sentAt)
        if let index = entries.firstIndex(where: { $0.fingerprint == entry.fingerprint }) {
            let equal = entries[index]
            guard equal.state != .unknown, isAlive(equal) else { return .unknown(equal) }
            // A tool that has read the answer and sends the same again means it.
            guard equal.state == .answered, equal.owner == entry.owner, equal.call == entry.call else { return .inProgress(equal) }
            entries.remove(at: index)
        }
        if entries.count >= WriteLedger.limit {
            entries.remove(at: entries.firstIndex { $0.state == .unknown || !isAlive($0) } ?? 0)
        }
        entries.append(entry)
        return .go
    }

    /// The server has answered.
    mutating func answered(_ id: UInt64) { change(id) { $0.state = .answered } }

    /// The client is told what became of it, or nothing has left: it is over.
    mutating func strike(_ id: UInt64) { entries.removeAll { $0.id == id } }

    /// Nobody will know by itself.
    mutating func leaveOpen(_ id: UInt64, now: Int64) {
        change(id) { entry in
            entry.state = .unknown
            entry.unknownSince = now
        }
    }

    /// A tool has shown how things stand: what it is the check of may be repeated, unless it was sent, or still on its way,
    /// when the tool began to look.
    mutating func looked(_ look: WriteLook, startedAt: Int64, now: Int64, isAlive: (WriteEntry) -> Bool) {
        prune(now: now)
        entries.removeAll { entry in
            guard entry.isChecked(by: look) else { return false }
            return entry.state == .unknown ? entry.unknownSince <= startedAt : entry.sentAt < startedAt && !isAlive(entry)
        }
    }

    /// What holds up an equal write: unknown, or left behind by a process that is gone.
    func unresolved(now: Int64, isAlive: (WriteEntry) -> Bool) -> [WriteEntry] {
        var copy = self
        copy.prune(now: now)
        return copy.entries.filter { $0.state == .unknown || !isAlive($0) }
    }

    /// Drops what is too old. So is what comes from the future: the clock has been put right.
    private mutating func prune(now: Int64) {
        entries.removeAll { abs(now - $0.sentAt) > WriteLedger.lifetimeMilliseconds }
    }

    private mutating func change(_ id: UInt64, _ body: (inout WriteEntry) -> Void) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        body(&entries[index])
    }
}
