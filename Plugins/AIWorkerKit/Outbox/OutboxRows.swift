/// The statements of the publisher.
struct OutboxRows {
    let database: any Database

    /// Most numbers in one statement.
    private static let most = 500

    /// The oldest unpublished rows, in their order.
    func unpublished(limit: Int) throws -> [OutboxEvent] {
        try database.read { connection in
            try connection.query(
                "SELECT * FROM outbox_events WHERE published_at IS NULL ORDER BY id LIMIT ?", [.integer(Int64(limit))]
            ).map(OutboxEvent.init)
        }
    }

    func mark(_ ids: [Int64]) throws {
        try database.write { connection in
            let now = connection.dialect.time(try connection.now())
            for part in Self.parts(ids) {
                try connection.execute(
                    "UPDATE outbox_events SET published_at = ?, attempts = attempts + 1, last_error = NULL WHERE id IN (\(part.marks))",
                    [now] + part.values)
            }
        }
    }

    func noteFailure(_ ids: [Int64], _ reason: String) throws {
        try database.write { connection in
            for part in Self.parts(ids) {
                try connection.execute(
                    "UPDATE outbox_events SET attempts = attempts + 1, last_error = ? WHERE id IN (\(part.marks))",
                    [.text(reason)] + part.values)
            }
        }
    }

    /// Deletes rows older than the limit, oldest first: published ones, or all. Looks at the beginning of the table only, where the
    /// old ones are, and deletes in small transactions.
    func prune(olderThan seconds: Double, unpublishedToo: Bool) throws {
        while true {
            let (old, seen) = try database.read { connection in
                let limit = try connection.now().adding(seconds: -seconds)
                let rows = try connection.query(
                    "SELECT id, created_at, published_at FROM outbox_events ORDER BY id LIMIT \(Self.most)", [])
                let old = rows.filter { row in
                    let published = row.time("published_at")
                    guard published != nil || unpublishedToo else { return false }
                    return [row.time("created_at"), published].contains { $0.map { $0 < limit } ?? false }
                }
                return (old.compactMap { $0.integer("id") }, rows.count)
            }
            guard !old.isEmpty else { return }
            try database.write { connection in
                for part in Self.parts(old) {
                    try connection.execute("DELETE FROM outbox_events WHERE id IN (\(part.marks))", part.values)
                }
            }
            if old.count < seen || seen < Self.most { return }
        }
    }

    private static func parts(_ ids: [Int64]) -> [(marks: String, values: [SQLValue])] {
        stride(from: 0, to: ids.count, by: most).map { start in
            let part = ids[start..<min(start + most, ids.count)]
            return (Array(repeating: "?", count: part.count).joined(separator: ", "), part.map { .integer($0) })
        }
    }
}
