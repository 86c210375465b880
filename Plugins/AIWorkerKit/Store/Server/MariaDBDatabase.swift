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
        pool = ServerPool { try ServerLink(address, busyTimeout: busyTimeout) }
        do {
            let link = try pool.take(isUrgent: false, until: .now() + busyTimeout)
            do { try ServerSchema.prepare(link, patience: busyTimeout) } catch {
                pool.discard(link)
                throw error
            }
            pool.give(link)
        } catch let error as ServerError {
            throw error.storeError
        }
    }

    public func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        let end = DispatchTime.now() + busyTimeout
        var isRepeated = false
        while true {
            let link = try pool.take(isUrgent: false, until: end)
            let connection = ServerConnection(link)
            do {
                let result = try body(connection)
                if let failure = connection.failure { throw failure }
                pool.give(link)
                return result
            } catch {
                guard let failure = connection.failure ?? (error as? ServerError) else {
                    pool.give(link)
                    throw error
                }
                // Looking again does no harm, so it does not matter how far the first time came.
                guard failure.isLost else {
                    pool.give(link)
                    throw failure.storeError
                }
                pool.discard(link)
                pool.discardIdle()
                if isRepeated { throw failure.storeError }
                isRepeated = true
            }
        }
    }

    public func write<Result>(_ body: (any Connection) throws -> Result) throws -> Result { try transaction(isUrgent: false, body) }

    public func writeUrgently<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try transaction(isUrgent: true, body)
    }

    private func transaction<Result>(isUrgent: Bool, _ body: (any Connection) throws -> Result) throws -> Result {
        let end = DispatchTime.now() + busyTimeout
        var tries = 0
        var isReconnected = false
        while true {
            let link = try pool.take(isUrgent: isUrgent, until: end)
            let attempt = Self.attempt(link, body)
            switch attempt {
            case .done(let result):
                pool.give(link)
                return result
            case .refused(let error):
                if Self.rolledBack(link) { pool.give(link) } else { pool.discard(link) }
                throw error
            case .conflict(let failure):
                if Self.rolledBack(link) { pool.give(link) } else { pool.discard(link) }
                // The server has waited the whole time for a lock; a deadlock it tells at once.
                guard tries < Self.repeats, failure.isDeadlock || DispatchTime.now() < end else { throw StoreError.busy }
                tries += 1
                usleep(UInt32.random(in: 1000...10_000 << UInt32(tries)))
            case .lost(let failure, let isCommitting):
                pool.discard(link)
                pool.discardIdle()
                if isCommitting { throw StoreError.outcomeUnknown(failure.message) }
                // Before COMMIT is sent nothing lasts, so that all of it can be said again to another connection.
                if isReconnected { throw failure.storeError }
                isReconnected = true
            }
        }
    }

    /// What became of one run of a transaction.
    private enum Attempt<Result> {
        case done(Result)
        /// By the body or by the server, for good.
        case refused(any Error)
        case conflict(ServerError)
        case lost(ServerError, isCommitting: Bool)
    }

    private static func attempt<Result>(_ link: ServerLink, _ body: (any Connection) throws -> Result) -> Attempt<Result> {
        let connection = ServerConnection(link)
        var isCommitting = false
        do {
            try link.execute("START TRANSACTION", [])
            let result = try body(connection)
            // The body may have swallowed what ended its transaction.
            if let failure = connection.failure { throw failure }
            isCommitting = true
            try link.execute("COMMIT", [])
            return .done(result)
        } catch {
            guard let failure = connection.failure ?? (error as? ServerError) else { return .refused(error) }
            if failure.isLost { return .lost(failure, isCommitting: isCommitting) }
            if failure.isConflict { return .conflict(failure) }
            return .refused(failure.storeError)
        }
    }

    private static func rolledBack(_ link: ServerLink) -> Bool { (try? link.execute("ROLLBACK", [])) != nil }

    public func publisherLock() throws -> (any PublisherLock)? {
        var isRepeated = false
        while true {
            let link = try pool.take(isUrgent: false, until: .now() + busyTimeout)
            do {
                guard try ServerLock.take(link) else {
                    pool.give(link)
                    return nil
                }
                // It stays with the lock.
                pool.forget(link)
                return ServerLock(link)
            } catch let failure as ServerError {
                pool.discard(link)
                pool.discardIdle()
                guard failure.isLost, !isRepeated else { throw failure.storeError }
                isRepeated = true
            }
        }
    }
}

/// One connection of the pool, inside `read` or `write`.
private final class ServerConnection: Connection {
    private let link: ServerLink
    /// What has ended the transaction; nothing counts after it.
    private(set) var failure: ServerError?

    init(_ link: ServerLink) { self.link = link }

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
            return try body()
        } catch let error as ServerError {
            if let refusal = error.refusedRow { throw refusal }
            failure = error
            throw error
        }
    }
}
