import Foundation
import GRDB
import Testing

@testable import AIWorkerKit

/// What goes wrong with a file.
@Suite struct SQLiteFaultTests {
    /// Somebody else's connection to the file.
    private static func other(_ path: String) throws -> GRDB.DatabaseQueue { try DatabaseQueue(path: path) }

    @Test("a lock of another program is waited for as long as configured, and no longer", arguments: [0.2, 1.0])
    func busy(timeout: Double) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path, busyTimeout: timeout)
        try Self.other(path).inDatabase { other in
            try other.execute(sql: "BEGIN IMMEDIATE")
            let begin = DispatchTime.now()
            #expect(throws: StoreError.busy) { try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')") }
            let waited = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
            #expect(waited >= timeout && waited < timeout + 3)
            #expect(try store.read { try $0.query("SELECT id FROM projects", []) }.isEmpty, "reading goes on meanwhile")
            try other.execute(sql: "COMMIT")
        }
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        expectFailure("database_busy") { throw StoreError.busy.failure }
        #expect(StoreError.busy.failure.retry != .never)
    }

    @Test("a lock that is given back in time is no failure") func waiting() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path, busyTimeout: 30)
        let isLocked = DispatchSemaphore(value: 0)
        let thread = Thread {
            try? Self.other(path).inDatabase { other in
                try other.execute(sql: "BEGIN EXCLUSIVE")
                isLocked.signal()
                usleep(300_000)
                try other.execute(sql: "COMMIT")
            }
        }
        thread.start()
        isLocked.wait()
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        #expect(try store.read { try $0.query("SELECT id FROM projects", []) }.count == 1)
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
        #expect(reason?.contains(folder.path("file")) == true)
        #expect(expectUnavailable { try SQLiteDatabase(path: folder.path("")) } != nil, "a folder is no database")
    }

    @Test("a file that cannot be written is named, and reading it is not tried in silence", .enabled(if: canBeReadOnly))
    func readOnly() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("q.db")
        let store = try SQLiteDatabase(path: path)
        try store.run("INSERT INTO projects (id, name) VALUES ('p', 'P')")
        try #require(Self.makeReadOnly(path))
        defer { Self.makeWritable(path) }
        let reason = expectUnavailable { try SQLiteDatabase(path: path) }
        #expect(reason?.contains("q.db") == true || reason?.contains("read-only") == true)
    }

    /// Root may write everywhere but to a file that is marked immutable, which not every file system knows.
    private static let canBeReadOnly: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        let path = folder.path("probe")
        guard FileManager.default.createFile(atPath: path, contents: nil), makeReadOnly(path) else { return false }
        makeWritable(path)
        return true
    }()

    private static func makeReadOnly(_ path: String) -> Bool {
        if getuid() != 0 { return chmod(path, 0o400) == 0 }
        return chattr("+i", path)
    }

    private static func makeWritable(_ path: String) {
        if getuid() != 0 { chmod(path, 0o600) } else { _ = chattr("-i", path) }
    }

    private static func chattr(_ change: String, _ path: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/chattr")
        process.arguments = [change, path]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
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

    @Test("many processes' worth of openings at once on an empty place all succeed") func openedAtOnce() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("new/q.db")
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            do {
                let store = try SQLiteDatabase(path: path, busyTimeout: 60)
                try store.run("INSERT INTO projects (id, name) VALUES (?, 'P')", [.text("\(number)")])
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        let store = try SQLiteDatabase(path: path)
        #expect(try store.read { try $0.query("SELECT id FROM projects", []) }.count == 8)
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
