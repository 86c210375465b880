import Foundation
import Testing

@testable import AIWorkerKit

/// What every store promises to the code above it.
@Suite struct StoreTests {
    static let oddTexts = [
        "", " ", "trailing blank ", "\t\r\n\u{1A}\u{8}", "quotes ' \" ` and \\ \\' \\\\", "% _ ? ?? :name @x", "-- no comment; DROP TABLE tasks",
        "naïve Ünïcode żółć", "𝄞 😀 👩‍👩‍👧‍👦 \u{10FFFF}", "\u{FEFF}\u{200B}\u{FFFD}", "{\"json\": [1, \"\\u0000\"]}", "NULL",
        String(repeating: "long 😀 ", count: 200_000),
    ]

    @Test("texts come back as they went in", arguments: StoreKind.allCases)
    func texts(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        for (number, text) in Self.oddTexts.enumerated() {
            try store.addTask("t\(number)", ["description": .text(text)])
            let found = try #require(try store.task("t\(number)")?.description)
            #expect(Array(found.utf8) == Array(text.utf8), "text \(number)")
        }
    }

    @Test("NUL in a text reaches a server as such, and does not end the statement")
    func nul() throws {
        let store = try TestStore(.server)
        try store.addProject()
        try store.addTask("t", ["description": .text("a\0b'\0")])
        #expect(try store.task("t")?.description == "a\0b'\0")
    }

    @Test("numbers come back as they went in", arguments: StoreKind.allCases)
    func numbers(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        for (number, value) in [0, 0.1, 1e-300, 1.7976931348623157e308, Double.leastNonzeroMagnitude, 123_456_789.123_456_79].enumerated() {
            try store.addTask("t\(number)", ["actual_duration_minutes": .real(value)])
            #expect(try store.task("t\(number)")?.actualDurationMinutes == value)
        }
        try store.addTask("big", ["pr_number": .integer(.max)])
        #expect(try store.task("big")?.pullRequestNumber == .max)
        #expect(try store.value("SELECT SUM(preview_port) FROM projects") == .integer(8080))
        #expect(try store.value("SELECT NULL") == .null)
    }

    @Test("ids are told apart by case, blanks at the end, accents and characters beyond the first plane", arguments: StoreKind.allCases)
    func identifiers(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        let ids = ["a", "A", "a ", " a", "ä", "a\u{308}", "😀", "😁", String(repeating: "😀", count: 64), String(repeating: "x", count: 64)]
        for id in ids { try store.addTask(id) }
        for id in ids {
            let found = try store.rows("SELECT id FROM tasks WHERE id = ?", [.text(id)]).compactMap { $0.text("id") }
            #expect(found.map { Array($0.utf8) } == [Array(id.utf8)])
        }
        #expect(throws: StoreError.duplicate) { try store.addTask("a ") }
    }

    @Test("a row with the required columns only has the defaults of the contract", arguments: StoreKind.allCases)
    func defaults(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.sql("INSERT INTO agents (id) VALUES ('a')")
        try store.sql("INSERT INTO task_questions (id, task_id, question) VALUES ('q', 't', 'why?')")
        try store.sql("INSERT INTO agent_logs (agent_id, message) VALUES ('a', 'm')")
        try store.sql("INSERT INTO outbox_events (event_id, event) VALUES ('e', 'x')")
        let task = try #require(try store.task("t"))
        #expect(task.state == .backlog && task.priority == 0 && task.attemptCount == 0)
        let now = try store.now()
        let created = try #require(task.createdAt)
        #expect(abs(created.milliseconds - now.milliseconds) < 60_000, "the default is the time in UTC")
        let project = try #require(try store.rows("SELECT * FROM projects").first)
        #expect(project.text("default_branch") == "main" && project.integer("preview_port") == 8080)
        let agent = try #require(try store.agent("a"))
        #expect(agent.status == "idle" && agent.tasksCompleted == 0)
        #expect(try store.rows("SELECT * FROM task_questions").first?.text("status") == "pending")
        #expect(try store.rows("SELECT * FROM agent_logs").first?.text("level") == "info")
        #expect(try store.rows("SELECT * FROM outbox_events").first?.integer("attempts") == 0)
        #expect(try store.rows("SELECT value FROM aiworker_meta WHERE name = 'schema_version'").first?.integer("value") == 1)
    }

    @Test("rows that the model forbids are refused", arguments: StoreKind.allCases)
    func refusals(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t", ["branch_name": "b"])
        #expect(throws: StoreError.noSuchParent) { try store.addTask("u", project: "nobody") }
        #expect(throws: StoreError.duplicate) { try store.addTask("u", ["branch_name": "b"]) }
        #expect(throws: StoreError.self) { try store.addTask("u", ["state": "sleeping"]) }
        #expect(throws: StoreError.self) { try store.addTask("u", ["required_capabilities": "[not json"]) }
        #expect(throws: StoreError.self) { try store.addTask("u", ["actual_duration_minutes": .real(-1)]) }
        #expect(throws: StoreError.self) { try store.sql("INSERT INTO tasks (id) VALUES ('u')") }
        try store.addTask("v", ["branch_name": nil])
        try store.addTask("w", ["branch_name": nil])
        #expect(try store.value("SELECT COUNT(*) FROM tasks") == 3)
    }

    @Test("a transaction whose body throws leaves nothing", arguments: StoreKind.allCases)
    func rollback(kind: StoreKind) throws {
        struct Stop: Error {}
        let store = try TestStore(kind)
        try store.addProject()
        #expect(throws: Stop.self) {
            try store.database.write { connection in
                try connection.execute("INSERT INTO projects (id, name) VALUES ('q', 'Q')", [])
                try connection.execute("UPDATE projects SET name = 'changed'", [])
                throw Stop()
            }
        }
        #expect(try store.rows("SELECT id, name FROM projects").map { $0.text("name") } == ["Project"])
        try store.addTask("t")
        #expect(try store.task("t") != nil, "the store goes on")
    }

    @Test("a transaction goes on after a row that an index refused", arguments: StoreKind.allCases)
    func refusedRow(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.database.write { connection in
            #expect(throws: StoreError.duplicate) { try connection.execute("INSERT INTO projects (id, name) VALUES ('p', 'P')", []) }
            try connection.execute("INSERT INTO projects (id, name) VALUES ('q', 'Q')", [])
        }
        #expect(try store.value("SELECT COUNT(*) FROM projects") == 2)
    }

    @Test("a change counts the rows it found, also where nothing was new", arguments: StoreKind.allCases)
    func foundRows(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        #expect(try store.sql("UPDATE projects SET name = 'Project' WHERE id = 'p'") == 1)
        #expect(try store.sql("UPDATE projects SET name = 'Project' WHERE id = 'nobody'") == 0)
        #expect(try store.sql("DELETE FROM projects WHERE id = 'p'") == 1)
    }

    @Test("automatic numbers grow and are not used again", arguments: StoreKind.allCases)
    func automaticNumbers(kind: StoreKind) throws {
        let store = try TestStore(kind)
        func add() throws -> Int64 {
            try store.database.write { try $0.insert("INSERT INTO agent_logs (agent_id, message) VALUES ('a', 'm')", []) }
        }
        let first = try add()
        let second = try add()
        try store.sql("DELETE FROM agent_logs")
        let third = try add()
        #expect(first < second && second < third)
    }

    @Test("one at a time may publish, and the right can be passed on", arguments: StoreKind.allCases)
    func publisherLock(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let lock = try #require(try store.database.publisherLock())
        #expect(lock.isHeld())
        #expect(try store.database.publisherLock() == nil)
        lock.release()
        #expect(!lock.isHeld())
        let next = try #require(try store.database.publisherLock())
        #expect(next.isHeld())
    }

    @Test("a statement with too few or too many values is refused before it is sent", arguments: [0, 2])
    func values(count: Int) throws {
        #expect(throws: StoreError.self) { try StatementText.bytes("SELECT ?, '?'", Array(repeating: 1, count: count)) }
        #expect(try StatementText.bytes("SELECT ?, '?', \"?\", `?`", [1]) == Array("SELECT 1, '?', \"?\", `?`".utf8))
    }
}
