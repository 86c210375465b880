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
    /// Held by the thread of this process that writes. A semaphore, because waiting for it has a limit.
    private let turn = DispatchSemaphore(value: 1)
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
        var configuration = Configuration()
        configuration.label = "aiworker"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .callback(Patience(busyTimeout).handler)
        configuration.prepareDatabase { database in
            // A committed claim survives a loss of power.
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        do {
            if let path {
                try Self.createFile(path)
                writer = try Self.patiently(busyTimeout) { try DatabasePool(path: path, configuration: configuration) }
                // The pool relaxes it when it sets up its journal.
                try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            } else {
                writer = try DatabaseQueue(configuration: configuration)
            }
        } catch {
            throw Self.storeError(error)
        }
        try createSchema()
    }

    public func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        try Self.translated { try writer.unsafeRead { try body(SQLiteConnection(database: $0, clock: clock)) } }
    }

    public func write<Result>(_ body: (any Connection) throws -> Result) throws -> Result {
        guard turn.wait(timeout: .now() + busyTimeout) == .success else { throw StoreError.busy }
        defer { turn.signal() }
        return try Self.translated {
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

    public func publisherLock() throws -> (any PublisherLock)? {
        guard let path else { return memoryLock.try() ? MemoryLock(memoryLock) : nil }
        return try FileLock(path: path + "-publisher")
    }

    private func createSchema() throws {
        // Most starts find it there, and need no write lock to see that.
        if try read({ try Self.version($0) }) == Schema.version { return }
        try write { connection in
            if let found = try Self.version(connection) {
                if found == Schema.version { return }
                throw StoreError.schemaTooNew(found: found, known: Schema.version)
            }
            for statement in Schema.statements(.sqlite) { try connection.execute(statement, []) }
            try connection.execute(
                "INSERT OR IGNORE INTO aiworker_meta (name, value) VALUES ('schema_version', ?)", [.text(String(Schema.version))])
        }
    }

    /// The version of the schema that is there; nil: none.
    private static func version(_ connection: any Connection) throws -> Int64? {
        let hasMeta = try !connection.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aiworker_meta'", []).isEmpty
        guard hasMeta else { return nil }
        let found = try connection.query("SELECT value FROM aiworker_meta WHERE name = 'schema_version'", []).first?.integer("value")
        if let found, found > Schema.version { throw StoreError.schemaTooNew(found: found, known: Schema.version) }
        return found
    }

    /// Opening can meet a lock at points where SQLite asks no busy handler, such as the switch to WAL.
    private static func patiently<Result>(_ timeout: Double, _ body: () throws -> Result) throws -> Result {
        let end = DispatchTime.now() + timeout
        while true {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && DispatchTime.now() < end {
                usleep(UInt32.random(in: 2000...8000))
            }
        }
    }

    private static func createFile(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError.unavailable("the folder \(folder) cannot be created: \(String(cString: strerror(errno)))")
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.unavailable("\(path) cannot be opened for writing: \(String(cString: strerror(errno)))")
        }
        close(descriptor)
    }

    fileprivate static func translated<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DatabaseError { throw storeError(error) }
    }

    static func storeError(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = error.message ?? error.resultCode.description
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: return StoreError.duplicate
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return StoreError.noSuchParent
        default: break
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return StoreError.busy
        case .SQLITE_FULL: return StoreError.unavailable("the disk is full")
        case .SQLITE_READONLY: return StoreError.unavailable("the database file is read-only")
        case .SQLITE_NOTADB: return StoreError.unavailable("the file is no SQLite database")
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_PERM, .SQLITE_NOMEM:
            return StoreError.unavailable(reason)
        default: return StoreError.unavailable("SQLite refused a statement: \(reason)")
        }
    }
}

/// One connection of the pool inside a transaction.
private struct SQLiteConnection: Connection {
    let database: GRDB.Database
    let clock: @Sendable () -> Timestamp
    var dialect: Dialect { .sqlite }

    func query(_ sql: String, _ values: [SQLValue]) throws -> [Row] {
        try SQLiteDatabase.translated { try rows(sql, values) }
    }

    private func rows(_ sql: String, _ values: [SQLValue]) throws -> [Row] {
        let statement = try database.cachedStatement(sql: sql)
        let names = Row.Columns(statement.columnNames)
        let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments(values))
        var rows: [Row] = []
        while let row = try cursor.next() { rows.append(Row(names, row.databaseValues.map(SQLValue.init))) }
        return rows
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try SQLiteDatabase.translated {
            try database.cachedStatement(sql: sql).execute(arguments: arguments(values))
            return database.changesCount
        }
    }

    func insert(_ sql: String, _ values: [SQLValue]) throws -> Int64 {
        _ = try execute(sql, values)
        return database.lastInsertedRowID
    }

    func now() throws -> Timestamp { clock() }

    private func arguments(_ values: [SQLValue]) -> StatementArguments {
        StatementArguments(
            values.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .integer(let integer): integer
                case .real(let number): number
                case .text(let text): text
                }
            })
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .text(String(decoding: data, as: UTF8.self))
        }
    }
}
