import Foundation

/// MySQL 8 or MariaDB 10.6+. Opening it connects once, creates what is missing of the schema, and checks the versions.
public final class MariaDBDatabase: Database {
    public let dialect = Dialect.mysql
    private let pool: ServerPool
    private let busyTimeout: Double

    /// Repeats of one transaction that met a deadlock or waited too long for a row.
    private static let repeats = 5

    /// - Parameters:
    ///   - busyTimeout: how long one call may wait for a lock, in seconds. The server counts in whole ones, at least 1.
    /// - Throws: `StoreError`.
    public init(_ address: DatabaseURL.ServerAddress, busyTimeout: Double = 10) throws {
        self.busyTimeout = busyTimeout
        pool = ServerPool { try ServerLink.connect(address, busyTimeout: busyTimeout) }
        try withLink { link, _ in try ServerSchema.prepare(link, patience: busyTimeout) }
    }

    public func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try withLink { try ServerConnection.run($0, until: $1, body) }
    }

    public func write<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try withLink { try Self.transaction($0, until: $1, body) }
    }

    public func writeUrgently<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try withLink(isUrgent: true) { try Self.transaction($0, until: $1, body) }
    }

    public func publisherLock() throws -> (any PublisherLock)? {
        try withLink(keeps: { $0 != nil }) { link, _ in try ServerLock.take(link) ? ServerLock(link) : nil }
    }

    private static func transaction<Result>(
        _ link: ServerLink, until end: DispatchTime, _ body: (any Connection) throws -> Result
    ) throws -> Result {
        try link.execute("START TRANSACTION", [])
        let result = try ServerConnection.run(link, until: end, body)
        do {
            try link.execute("COMMIT", [])
        } catch let failure as ServerError where failure.isLost {
            throw StoreError.outcomeUnknown(failure.message)
        }
        return result
    }

    /// Uses a connection. When it was lost before anything lasts, or the server has taken everything back for others, `use` runs again.
    ///
    /// - Parameters:
    ///   - isUrgent: whether the reserved connection may be taken.
    ///   - keeps: whether the connection stays with the result.
    ///   - use: is told when all waiting ends.
    private func withLink<Result>(
        isUrgent: Bool = false, keeps: (Result) -> Bool = { _ in false }, _ use: (ServerLink, DispatchTime) throws -> Result
    ) throws -> Result {
        let end = DispatchTime.now() + busyTimeout
        var tries = 0
        var isReconnected = false
        while true {
            let link = try pool.take(isUrgent: isUrgent, until: end)
            do {
                let result = try use(link, end)
                if keeps(result) { pool.forget(link) } else { pool.give(link) }
                return result
            } catch let failure as ServerError where failure.isLost {
                pool.discard(link)
                pool.discardIdle()
                if isReconnected { throw failure.storeError }
                isReconnected = true
            } catch {
                if (try? link.execute("ROLLBACK", [])) != nil { pool.give(link) } else { pool.discard(link) }
                guard let failure = error as? ServerError else { throw error }
                guard failure.isConflict else { throw failure.storeError }
                // For a lock the server has waited the whole time; a deadlock it tells at once.
                guard tries < Self.repeats, failure.isDeadlock || DispatchTime.now() < end else { throw StoreError.busy }
                tries += 1
                usleep(UInt32.random(in: 1000...10_000 << UInt32(tries)))
            }
        }
    }
}

/// One connection of the pool, inside `read` or `write`.
private final class ServerConnection: Connection {
    private let link: ServerLink
    /// Of waiting, for all statements together.
    private let end: DispatchTime
    /// What has ended the transaction; nothing counts after it.
    private(set) var failure: ServerError?

    private init(_ link: ServerLink, _ end: DispatchTime) {
        self.link = link
        self.end = end
    }

    /// Runs `body`. What has ended its transaction is thrown, whatever `body` made of it.
    static func run<Result>(
        _ link: ServerLink, until end: DispatchTime, _ body: (any Connection) throws -> Result
    ) throws -> Result {
        let connection = ServerConnection(link, end)
        do {
            let result = try body(connection)
            if let failure = connection.failure { throw failure }
            return result
        } catch {
            throw connection.failure ?? error
        }
    }

    var dialect: Dialect { .mysql }

    func query(_ sql: String, _ values: [SQLValue]) throws -> [Row] { try watching { try link.query(sql, values) } }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int { try watching { try link.execute(sql, values).found } }

    func insert(_ sql: String, _ values: [SQLValue]) throws -> Int64 { try watching { try link.execute(sql, values).number } }

    func now() throws -> Timestamp {
        guard let now = try query("SELECT UTC_TIMESTAMP(3) AS moment", []).first?.time("moment") else {
            throw StoreError.unavailable("the server does not tell the time")
        }
        return now
    }

    private func watching<Result>(_ body: () throws -> Result) throws -> Result {
        if let failure { throw failure }
        do {
            try link.limitWaits(until: end)
            return try body()
        } catch let error as ServerError {
            if let refusal = error.refusedRow { throw refusal }
            failure = error
            throw error
        }
    }
}
