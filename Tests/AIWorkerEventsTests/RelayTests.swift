import AIWorkerKit
import Testing

@testable import aiworker_events

@Suite("Relay")
struct RelayTests {
    @Test("what came late is told to those who were away then, and to nobody else")
    func late() {
        var late = LateArrivals()
        late.add(10, after: 11)
        late.add(12, after: 20)
        #expect(late.ids(for: 9) == [])
        #expect(late.ids(for: 11) == [10])
        #expect(late.ids(for: 12) == [12])
        #expect(late.ids(for: 20) == [12])
        #expect(late.ids(for: 21) == [])
        for id in 1...20_000 { late.add(Int64(id), after: 30_000) }
        #expect(late.ids(for: 30_000).count == 10_000)
    }

    @Test("nothing goes out twice, also beyond what is remembered")
    func recent() {
        var recent = Recent()
        func isNew(_ id: Int64) -> Bool { recent.isNew(id) }
        #expect(isNew(1))
        #expect(!isNew(1))
        let news = (2...25_000).filter { isNew($0) }
        #expect(news.count == 24_999)
        #expect(!isNew(25_000))
        #expect(!isNew(15_001))
        #expect(isNew(1))
    }
}

@Suite("Requests")
struct TargetTests {
    @Test("paths and queries are decoded")
    func target() {
        let target = Target("/api/tasks/a%2Fb%20c?text=x+y%26z&limit=5&flag")
        #expect(target.parts == ["api", "tasks", "a/b c"])
        #expect(target.query == ["text": "x y&z", "limit": "5", "flag": ""])
        #expect(Target("").path == "" && Target("").parts.isEmpty)
        #expect(Target("/%zz").parts == ["%zz"])
    }

    @Test("what a person looks for is checked")
    func filters() throws {
        let filter = try API.filter(["state": "backlog,failed", "limit": "7", "text": "x"])
        #expect(filter.states == [.backlog, .failed])
        #expect(filter.limit == 7)
        for wrong in [["state": "nope"], ["limit": "0"], ["limit": "many"], ["offset": "-1"]] {
            #expect(throws: Failure.self) { try API.filter(wrong) }
        }
    }

    @Test("where to listen", arguments: [
        ("127.0.0.1:0", true), ("[::1]:80", true), ("localhost:9", true), ("0.0.0.0:80", false), ("[::]:80", false), ("host.example:80", false),
        ("127.evil.example:80", false), ("127.0.0.1.evil.example:80", false),
    ])
    func addresses(text: String, isLoopback: Bool) throws {
        #expect(try ListenAddress(text).isLoopback == isLoopback)
    }

    @Test("what is no address", arguments: ["", "127.0.0.1", ":80", "127.0.0.1:65536", "127.0.0.1:x"])
    func noAddresses(text: String) { #expect(throws: Failure.self) { try ListenAddress(text) } }

    @Test("failures of the queue have their status", arguments: [
        ("task_not_found", 404), ("invalid_argument", 400), ("invalid_transition", 409), ("question_closed", 409), ("database_busy", 503),
        ("internal", 500),
    ])
    func statuses(code: String, status: Int) { #expect(Answer.failure(Failure(code, "m")).status.code == status) }
}
