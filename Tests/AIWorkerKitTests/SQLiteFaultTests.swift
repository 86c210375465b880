import Foundation
import GRDB
import Testing

@testable import AIWorkerKit

/// What goes wrong with a file.
@Suite struct SQLiteFaultTests {
    /// Somebody else's connection to the file.
    private static func other(_ path: String) throws -> GRDB.DatabaseQueue { try DatabaseQueue(path: path) }

    @Test("a file has one publisher, whatever link it is reached by") func linkedFile() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteDatabase(path: folder.path("q.db"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("other.db"), withDestinationPath: "q.db")
        let linked = try SQLiteDatabase(path: folder.path("other.db"))
        let lock = try #require(try linked.publisherLock())
        #expect(try store.publisherLock() == nil)
        lock.release()
        #expect(try store.publisherLock() != nil)
    }

    @Test("a value that will never fit is told as such, and not to be tried again", arguments: [
        "UPDATE projects SET env_vars = '[not json'", "UPDATE projects SET name = NULL", "UPDATE tasks SET state = 'sleeping'",
    ])
    func refusedValue(statement: String) throws {
        let store = try TestStore(.memory)
        try store.addProject()
        try store.addTask("t")
        do {
            try store.sql(statement)
            Issue.record("it was taken")
        } catch StoreError.refused(let reason) {
            let failure = StoreError.refused(reason).failure
            #expect(failure.code == "invalid_argument" && failure.retry == .never)
        }
    }

    @Test("a file in a folder that does not exist is created, for its owner only") func missingFolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a/b/q.db")
        _ = try SQLiteDatabase(path: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let folderMode = try FileManager.default.attributesOfItem(atPath: folder.path("a/b"))[.posixPermissions] as? Int
        #expect(folderMode == 0o700)
    }

    @Test("a place where nothing can be created is named") func impossibleFolder() throws {
        let folder = try TemporaryFolder()
        try Data("a file".utf8).write(to: folder.url.appendingPathComponent("file"))
        let reason = expectUnavailable { try SQLiteDatabase(path: folder.path("file/q.db")) }
        #expect(reason == "the folder \(folder.path("file")) cannot be created: File exists")
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "nowhere")
        #expect(expectUnavailable { try SQLiteDatabase(path: folder.path("link/a/q.db")) }?.hasSuffix("File exists") == true)
        #expect(expectUnavailable { try SQLiteDatabase(path: folder.path("")) } != nil, "a folder is no database")
    }

    @Test("a file that cannot be written is named, and reading it is not tried in silence") func readOnly() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        try SQLiteDatabase(path: path).run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        // Others may read all of it and write nothing, so that only reading in silence could make this work.
        for (name, mode) in [("", 0o755), ("/q.db", 0o444), ("/q.db-wal", 0o444), ("/q.db-shm", 0o444)] { chmod(folder.url.path + name, mode_t(mode)) }
        let reason = try Stranger.run { expectUnavailable { try SQLiteDatabase(path: path) } }
        #expect(reason == "\(path) cannot be opened for writing: Permission denied")
    }

    @Test("a folder that cannot be made tells why") func forbiddenFolder() throws {
        let folder = try TemporaryFolder()
        chmod(folder.url.path, 0o555)
        defer { chmod(folder.url.path, 0o755) }
        let reason = try Stranger.run { expectUnavailable { try SQLiteDatabase(path: folder.path("a/b/q.db")) } }
        #expect(reason == "the folder \(folder.path("a/b")) cannot be created: Permission denied")
    }

    @Test("a file that is no database is told, and left as it is") func noDatabase() throws {
        let folder = try TemporaryFolder()
        let text = Data(String(repeating: "This is a letter. ", count: 500).utf8)
        try text.write(to: folder.url.appendingPathComponent("letter"))
        let reason = expectUnavailable { try SQLiteDatabase(path: folder.path("letter")) }
        #expect(reason?.contains("no SQLite database") == true)
        #expect(try Data(contentsOf: folder.url.appendingPathComponent("letter")) == text)
    }

    @Test("a newer schema is refused, and left as it is") func newerSchema() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        _ = try SQLiteDatabase(path: path)
        try Self.other(path).write { try $0.execute(sql: "UPDATE aiworker_meta SET value = '2' WHERE name = 'schema_version'") }
        #expect(throws: StoreError.schemaTooNew(found: 2, known: 1)) { try SQLiteDatabase(path: path) }
        #expect(try Self.other(path).read { try String.fetchOne($0, sql: "SELECT value FROM aiworker_meta") } == "2")
    }

    @Test("a version that is none is told, and left as it is", arguments: ["'0'", "'-1'", "'new'", "NULL"]) func noVersion(value: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        _ = try SQLiteDatabase(path: path)
        try Self.other(path).write { try $0.execute(sql: "UPDATE aiworker_meta SET value = \(value)") }
        #expect(expectUnavailable { try SQLiteDatabase(path: path) }?.contains("schema_version") == true)
    }

    @Test("a schema that somebody began is completed, rows stay") func halfSchema() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        try Self.other(path).write { other in
            try other.execute(sql: "DELETE FROM aiworker_meta; DROP TABLE outbox_events; DROP INDEX tasks_claim")
        }
        let again = try SQLiteDatabase(path: path)
        #expect(try again.read { try $0.query("SELECT name FROM projects", []) }.first?.text("name") == "P")
        #expect(try again.read { try $0.query("SELECT id FROM outbox_events", []) }.isEmpty)
        #expect(try again.read { try $0.query("SELECT 1 FROM sqlite_master WHERE name = 'tasks_claim'", []) }.count == 1)
    }

    @Test("what each connection is set to") func settings() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteDatabase(path: folder.path("q.db"))
        for (name, expected) in [("journal_mode", "wal"), ("foreign_keys", "1")] {
            #expect(try store.read { try $0.query("PRAGMA \(name)", []) }.first?.text(name) == expected)
        }
        // Inside a transaction it tells what its commit will do.
        #expect(try store.write { try $0.query("PRAGMA synchronous", []) }.first?.text("synchronous") == "2")
        #expect(try store.write { try $0.query("PRAGMA foreign_keys", []) }.first?.text("foreign_keys") == "1")
    }

    @Test("a full disk is told as such, and what was there stays whole")
    func diskFull() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteDatabase(path: folder.path("q.db"))
        let queue = TaskQueue(store)
        try store.write { connection in
            try connection.execute("INSERT INTO projects (id, name) VALUES ('p', 'P')", [])
            try connection.execute("INSERT INTO tasks (id, project_id, title) VALUES ('t', 'p', 'T')", [])
            // No page more than there are: for SQLite the same as a disk without room.
            let pages = try connection.query("PRAGMA page_count", []).first?.integer("page_count") ?? 0
            _ = try connection.query("PRAGMA max_page_count = \(pages)", [])
        }
        let long = String(repeating: "x", count: 8000)
        try queue.next()
        var failure: Failure?
        for _ in 0..<20 where failure == nil {
            do { try queue.log("a", level: "info", message: long, metadata: nil) } catch let error as Failure { failure = error }
        }
        #expect(failure?.code == "database_unavailable" && failure?.message.contains("disk is full") == true)
        #expect(try store.read { try $0.query("SELECT state FROM tasks", []) }.first?.text("state") == "in_progress")
        _ = try store.write { try $0.query("PRAGMA max_page_count = 1000000", []) }
        try queue.report("t", .completed)
        #expect(try store.read { try $0.query("PRAGMA integrity_check", []) }.first?.text("integrity_check") == "ok")
    }
}
