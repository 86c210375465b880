import Foundation

/// What an operator wants to know about a store.
public struct StoreFacts: Sendable {
    /// Kind and version, for people.
    public var version: String
    public var schema: Int64
    public var tasks: Int64
    /// Events that are not published.
    public var waiting: Int64
    /// The clock that decides about leases.
    public var time: Timestamp
    /// What a quick check of the file found; nil: nothing, or the server checks itself.
    public var damage: String?

    /// - Throws: `StoreError`.
    public init(_ database: any Database) throws {
        self = try database.read { connection in
            func number(_ sql: String) throws -> Int64 { try connection.query(sql, []).first?.integer("found") ?? 0 }
            let isFile = connection.dialect == .sqlite
            let name = try connection.query("SELECT \(isFile ? "sqlite_version()" : "VERSION()") AS found", []).first?.text("found") ?? "?"
            let check = isFile ? try connection.query("PRAGMA quick_check(1)", []).first?.text("quick_check") : "ok"
            return StoreFacts(
                version: isFile ? "SQLite \(name)" : name,
                schema: try number("SELECT value AS found FROM aiworker_meta WHERE name = 'schema_version'"),
                tasks: try number("SELECT COUNT(*) AS found FROM tasks"),
                waiting: try number("SELECT COUNT(*) AS found FROM outbox_events WHERE published_at IS NULL"),
                time: try connection.now(), damage: check == "ok" ? nil : check ?? "no answer to the check")
        }
    }

    /// Whether this user may change the store: writes, and takes it back.
    ///
    /// - Throws: `StoreError`.
    public static func tryWriting(_ database: any Database) throws {
        struct TakenBack: Error {}
        do {
            try database.write { connection in
                try connection.execute("INSERT INTO aiworker_meta (name, value) VALUES (?, '1')", [.text("try-\(UUID().uuidString)")])
                throw TakenBack()
            }
        } catch is TakenBack {}
    }

    private init(
        version: String, schema: Int64, tasks: Int64, waiting: Int64, time: Timestamp, damage: String?
    ) {
        self.version = version
        self.schema = schema
        self.tasks = tasks
        self.waiting = waiting
        self.time = time
        self.damage = damage
    }
}
