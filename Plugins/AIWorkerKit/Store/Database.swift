/// A store: SQLite or MySQL/MariaDB behind one door. Everything above it is written once, in SQL that both understand; the few
/// words they do not share are in `Dialect`. Safe from any thread; functions block.
public protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Runs `body` outside a write transaction: statements see committed data.
    ///
    /// - Throws: `StoreError`, or what `body` throws.
    func read<Result>(_ body: (any Connection) throws -> Result) throws -> Result

    /// Runs `body` in one transaction, which is committed when it returns and rolled back when it throws. A deadlock runs it again,
    /// so it must do nothing but talk to its connection. Never called inside another `read` or `write`.
    ///
    /// - Throws: `StoreError`, or what `body` throws.
    func write<Result>(_ body: (any Connection) throws -> Result) throws -> Result

    /// `write` that comes before other work of this process that waits: the renewal of leases. A server has a connection for it; a
    /// SQLite file takes one writer at a time, and it is the next one.
    func writeUrgently<Result>(_ body: (any Connection) throws -> Result) throws -> Result

    /// Takes the one right to publish events of this store, without waiting. nil: another process or object has it. It is given back by
    /// `release`, and by the death of the process.
    func publisherLock() throws -> (any PublisherLock)?
}

/// The right to publish. One thread uses it.
public protocol PublisherLock: AnyObject {
    /// Whether the right is still held: the server may have lost us.
    func isHeld() -> Bool
    func release()
}

/// One connection inside `read` or `write`. Used by the thread that got it, until that function ends.
public protocol Connection {
    var dialect: Dialect { get }

    /// Runs a statement with a result. `?` in the text takes the values in their order.
    func query(_ sql: String, _ values: [SQLValue]) throws -> [Row]

    /// Runs a statement without a result. Returns how many rows it found to change, also where a row already had the new values.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

    /// Runs an INSERT into a table with an automatic number and returns that number.
    func insert(_ sql: String, _ values: [SQLValue]) throws -> Int64

    /// The time that decides about leases: of this machine for SQLite, of the server for MySQL.
    func now() throws -> Timestamp
}

/// What goes wrong with a store itself. Messages hold no password.
public enum StoreError: Error, Sendable, Equatable {
    /// A lock was not free within the busy timeout; nothing was changed.
    case busy
    /// No connection, no permission, disk full, read-only, too old a server: the reason, for people.
    case unavailable(String)
    /// The connection was lost while a change was being committed: it may have been made. The reason, for people.
    case outcomeUnknown(String)
    /// A value is longer, larger or of another form than its column takes; the same statement will never do. The reason, for people.
    case refused(String)
    /// The schema is of a later version of this software.
    case schemaTooNew(found: Int64, known: Int64)
    /// A UNIQUE index refused the row.
    case duplicate
    /// A FOREIGN KEY refused the row.
    case noSuchParent
}
