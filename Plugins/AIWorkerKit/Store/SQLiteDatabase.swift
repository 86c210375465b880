import Foundation
import GRDB

/// A SQLite file, or a database in memory. The file is made on first use, readable by its owner only.
///
/// One writer and several readers per process; between processes the write lock is waited for in short steps (`Patience`).
public final class SQLiteDatabase: Database {
    public let dialect = Dialect.sqlite
    private let writer: any DatabaseWriter
    private let path: String?
    private let clock: @Sendable () -> Timestamp
    private let busyTimeout: Double
    private let turn = WriteTurn()
    private let patience = Patience()
    private let memoryLock = NSLock()

    /// The clock of this machine.
    public static let systemClock: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Opens the file and creates the schema where it is absent.
    ///
    /// - Parameters:
    ///   - path: absolute; nil: a database in memory, which ends with this object.
    ///   - busyTimeout: how long one call may wait for a lock, in seconds.
    ///   - clock: what decides about leases; for tests.
    /// - Throws: `StoreError`.
    public init(path: String?, busyTimeout: Double = 10, clock: @escaping @Sendable () -> Timestamp = systemClock) throws {
        self.path = path
        self.clock = clock
        self.busyTimeout = busyTimeout
        let end = DispatchTime.now() + busyTimeout
        var configuration = Configuration()
        configuration.label = "aiworker"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .callback(patience.handler)
        configuration.prepareDatabase { database in
            // A committed claim survives a loss of power.
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        if let path { try SQLiteFile.create(path) }
        writer = try SQLiteFault.told { [patience] in
            guard let path else { return try DatabaseQueue(configuration: configuration) }
            return try patience.limited(until: end) {
                let pool = try Self.patiently(until: end) { try DatabasePool(path: path, configuration: configuration) }
                // The pool relaxes it when it sets up its journal.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
                return pool
            }
        }
        try createSchema(until: end)
    }

    public func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try read(until: .now() + busyTimeout, body)
    }

    public func write<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try write(isUrgent: false, until: .now() + busyTimeout, body)
    }

    public func writeUrgently<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try write(isUrgent: true, until: .now() + busyTimeout, body)
    }

    public func publisherLock() throws -> (any PublisherLock)? {
        guard let path else { return memoryLock.try() ? MemoryLock(memoryLock) : nil }
        // One lock for one file, whatever links lead to it.
        guard let file = realpath(path, nil) else { throw StoreError.unavailable("\(path) is not there any more") }
        defer { free(file) }
        return try FileLock(path: String(cString: file) + "-publisher")
    }

    private func read<Result>(until end: DispatchTime, _ body: (any Connection) throws -> Result) throws -> Result {
        try SQLiteFault.told {
            try patience.limited(until: end) {
                try writer.unsafeRead { try body(SQLiteConnection(database: $0, clock: clock)) }
            }
        }
    }

    /// - Parameter end: of waiting, both for other threads of this process and for other processes.
    private func write<Result>(isUrgent: Bool, until end: DispatchTime, _ body: (any Connection) throws -> Result) throws -> Result {
        guard turn.take(isUrgent: isUrgent, until: end) else { throw StoreError.busy }
        defer { turn.giveBack() }
        return try SQLiteFault.told {
            try patience.limited(until: end) {
                try writer.writeWithoutTransaction { database in
                    var result: Result?
                    // Immediate: a deferred transaction that wants to write later fails at once, whatever the timeout.
                    try database.inTransaction(.immediate) {
                        result = try body(SQLiteConnection(database: database, clock: clock))
                        return .commit
                    }
                    guard let result else { throw StoreError.unavailable("the transaction ended without a result") }
                    return result
                }
            }
        }
    }

    private func createSchema(until end: DispatchTime) throws {
        // Most starts find it there, and need no write lock to see that.
        if try read(until: end, Self.hasSchema) { return }
        try write(isUrgent: false, until: end) { connection in
            if try Self.hasSchema(connection) { return }
            for statement in Schema.statements(.sqlite) { try connection.execute(statement, []) }
            try connection.execute(
                "INSERT OR IGNORE INTO aiworker_meta (name, value) VALUES ('schema_version', ?)", [.text(String(Schema.version))])
        }
    }

    private static func hasSchema(_ connection: any Connection) throws -> Bool {
        let hasMeta = try !connection.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aiworker_meta'", []).isEmpty
        return try hasMeta && Schema.isComplete(connection.query(Schema.versionQuery, []))
    }

    /// Opening can meet a lock at points where SQLite asks no busy handler, such as the switch to WAL.
    private static func patiently<Result>(until end: DispatchTime, _ body: () throws -> Result) throws -> Result {
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && DispatchTime.now() < end {
                usleep(UInt32.random(in: 2000...8000))
            }
        }
    }
}
