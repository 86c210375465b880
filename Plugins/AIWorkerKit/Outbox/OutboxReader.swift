extension People {
    /// How long a transaction may take from its event to its commit, in seconds.
    private static let longestTransaction = 30.0

    /// Events with smaller numbers that were written shortly before this one, oldest first: they may have been committed after it. None
    /// in a SQLite file, where one transaction follows the other.
    public func eventsThatMayBeLate(before id: Int64) throws -> [OutboxEvent] {
        try queue.read { transaction in
            guard transaction.dialect != .sqlite else { return [] }
            let rows = try transaction.connection.query(
                "SELECT * FROM outbox_events WHERE id <= ? ORDER BY id DESC LIMIT ?", [.integer(id), .integer(Int64(EventCursor.most))]
            ).map(OutboxEvent.init)
            guard let last = rows.first, last.id == id, let moment = last.createdAt else { return [] }
            return rows.dropFirst().filter { row in
                row.createdAt.map { $0 > moment.adding(seconds: -Self.longestTransaction) } ?? false
            }.reversed()
        }
    }
}
