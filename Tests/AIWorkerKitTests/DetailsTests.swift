import Testing

@testable import AIWorkerKit

@Suite struct DetailsTests {
    @Test("the details show every column but the token, and of secrets the names", arguments: StoreKind.allCases)
    func details(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.sql("INSERT INTO projects (id, name, env_vars) VALUES ('p', 'P', ?)", [#"{"B": "hidden-1", "A": "hidden-2"}"#])
        try store.addTask("t", ["required_capabilities": "[\"swift\"]", "max_attempts": 7])
        let claim = try #require(try store.queue.next("a", ["swift"]))
        let question = try store.queue.asks("t", "?")
        try store.queue.log("a", level: "info", message: "began", metadata: nil)
        let details = try store.queue.details("t")
        let task = try #require(details["task"])
        #expect(task["state"] == "needs_input" && task["maxAttempts"] == 7 && task["requiredCapabilities"] == ["swift"])
        #expect(task["questions"]?.asArray?.first?["id"]?.asString == question.id)
        #expect(task["project"]?["envVarNames"] == ["A", "B"])
        #expect(task["recentLogs"]?.asArray?.first?["message"] == "began")
        let token = try #require(claim.task.leaseToken)
        #expect(!details.text.contains("hidden-") && !details.text.contains(token))
        expectFailure("task_not_found") { try store.queue.details("T") }
        expectFailure("task_not_found") { try store.queue.details("t ") }
    }

    @Test("of many questions the newest hundred are shown, oldest first", arguments: StoreKind.allCases)
    func manyQuestions(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.database.write { connection in
            for number in 0..<130 {
                try connection.execute(
                    "INSERT INTO task_questions (id, task_id, question, created_at) VALUES (?, 't', '?', ?)",
                    [.text("q\(1000 + number)"), store.time(Timestamp(milliseconds: 1_700_000_000_000 + Int64(number)))])
            }
        }
        let shown = try #require(try store.queue.details("t")["task"]?["questions"]?.asArray).compactMap { $0["id"]?.asString }
        #expect(shown == (30..<130).map { "q\(1000 + $0)" })
    }
}
