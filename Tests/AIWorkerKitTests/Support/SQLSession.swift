@testable import AIWorkerKit

/// A connection beside the store, as a person with a client has one. No schema, no pool, no retries. One thread at
/// a time uses it.
final class SQLSession: Sendable {
    let link: ServerLink

    init(_ address: DatabaseURL.ServerAddress, patience: Double = 5) throws { link = try ServerLink.connect(address, busyTimeout: patience) }

    deinit { link.close() }

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue] = []) throws -> Int { try link.execute(sql, values).found }

    func query(_ sql: String, _ values: [SQLValue] = []) throws -> [Row] { try link.query(sql, values) }
}
