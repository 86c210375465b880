import Testing

@testable import AIWorkerKit

@Suite struct LogTests {
    @Test("a line is kept whole with agent, task, level and data", arguments: StoreKind.allCases)
    func line(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        let data = try #require(JSON(text: #"{"n": 1, "text": "😀"}"#))
        let logged = try store.queue.log("a", level: "warn", message: "half\0way 😀", metadata: data)
        let row = try #require(try store.rows("SELECT * FROM agent_logs").first)
        #expect(row.integer("id") == logged.id && row.text("agent_id") == "a" && row.text("task_id") == "t")
        #expect(row.text("level") == "warn" && row.text("message") == "half\u{FFFD}way 😀" && !logged.isTruncated)
        #expect(row.text("metadata").flatMap { JSON(text: $0) } == data)
        expectFailure("agent_not_found") { try store.queue.log("nobody", level: "info", message: "x", metadata: nil) }
    }

    @Test("a long message is cut between two characters", arguments: StoreKind.allCases)
    func cut(kind: StoreKind) throws {
        let store = try TestStore(kind) { $0.logMaxBytes = 10 }
        try store.queue.heartbeat("a", status: "idle", leaseToken: nil)
        for (message, kept) in [
            ("0123456789", "0123456789"), ("0123456789x", "0123456789"), ("01234567😀", "01234567"), ("0123456😀", "0123456"),
            ("012345😀", "012345😀"), ("e\u{301}e\u{301}e\u{301}e\u{301}", "e\u{301}e\u{301}e\u{301}"), ("👩‍👩‍👧‍👦", "👩\u{200D}"),
        ] {
            let logged = try store.queue.log("a", level: "info", message: message, metadata: nil)
            let row = try #require(try store.rows("SELECT * FROM agent_logs ORDER BY id DESC LIMIT 1").first)
            #expect(row.text("message").map { Array($0.utf8) } == Array(kept.utf8) && logged.isTruncated == (kept != message))
        }
    }

    @Test("each agent keeps its newest lines", arguments: StoreKind.allCases)
    func pruned(kind: StoreKind) throws {
        let store = try TestStore(kind) { $0.logMaxRows = 3 }
        for agent in ["a", "b"] { try store.queue.heartbeat(agent, status: "idle", leaseToken: nil) }
        try store.queue.log("b", level: "info", message: "of another", metadata: nil)
        for number in 0..<10 { try store.queue.log("a", level: "info", message: "\(number)", metadata: nil) }
        #expect(try store.rows("SELECT message FROM agent_logs WHERE agent_id = 'a' ORDER BY id").map { $0.text("message") } == ["7", "8", "9"])
        #expect(try store.value("SELECT COUNT(*) FROM agent_logs") == 4)
    }
}
