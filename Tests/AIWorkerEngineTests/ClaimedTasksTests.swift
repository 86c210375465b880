import Testing

@testable import AIWorkerEngine

@Suite struct ClaimedTasksTests {
    @Test("a claim is one agent's, byte by byte")
    func exact() {
        let claims = ClaimedTasks()
        claims.add("\u{E9}", for: "a")
        #expect(claims.contains("\u{E9}", for: "a"))
        #expect(!claims.contains("e\u{301}", for: "a") && !claims.contains("\u{E9}", for: "b"))
    }

    @Test("claims that nobody asks for are forgotten, those in use never")
    func bounded() {
        let claims = ClaimedTasks(most: 10)
        claims.add("old", for: "a")
        claims.add("used", for: "a")
        for number in 0..<100 {
            claims.add("task-\(number)", for: "b")
            #expect(claims.contains("used", for: "a"))
        }
        #expect(!claims.contains("old", for: "a") && claims.contains("task-99", for: "b") && !claims.contains("task-0", for: "b"))
    }
}
