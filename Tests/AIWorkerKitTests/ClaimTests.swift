import Foundation
import Testing

@testable import AIWorkerKit

@Suite struct ClaimTests {
    @Test("tasks come by priority, then age, then id", arguments: StoreKind.allCases)
    func order(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        let old = store.time(Timestamp(milliseconds: 1_700_000_000_000))
        let older = store.time(Timestamp(milliseconds: 1_699_999_999_999))
        try store.addTask("c", ["created_at": old])
        try store.addTask("b", ["created_at": old])
        try store.addTask("B", ["created_at": old])
        try store.addTask("a", ["created_at": older])
        try store.addTask("late", ["priority": 9])
        try store.addTask("urgent", ["priority": 10, "created_at": old])
        try store.addTask("unimportant", ["priority": -1, "created_at": older])
        var taken: [String] = []
        while let claim = try store.queue.next() {
            store.check()
            taken.append(claim.task.id)
            #expect(!claim.isResumed)
            try store.queue.report(claim.task.id, .completed)
            store.check()
        }
        #expect(taken == ["urgent", "late", "a", "B", "b", "c", "unimportant"])
    }

    @Test("a claim writes everything down, and the first start stays", arguments: StoreKind.allCases)
    func bookkeeping(kind: StoreKind) throws {
        let store = try TestStore(kind) { $0.leaseSeconds = 60 }
        try store.addProject()
        try store.addTask("t", ["description": "Do it"])
        let before = try store.now()
        let claim = try #require(try store.queue.next())
        let task = try #require(try store.task("t"))
        #expect(task.state == .inProgress && task.assignedAgentID == "a" && task.attemptCount == 1)
        #expect(claim.task.leaseToken == task.leaseToken && task.leaseToken != nil)
        #expect(task.startedAt == task.assignedAt)
        let started = try #require(task.startedAt)
        #expect(started >= before && task.leaseExpiresAt == started.adding(seconds: 60))
        let agent = try #require(try store.agent("a"))
        #expect(agent.currentTaskID == "t" && agent.status == "busy" && agent.lastHeartbeat != nil)
        #expect(claim.project?.name == "Project" && claim.json["task"]?["attempt"] == 1)
        try store.queue.report("t", .backlog)
        store.check()
        let again = try #require(try store.queue.next("b"))
        #expect(again.task.attemptCount == 2 && again.task.leaseToken != claim.task.leaseToken)
        #expect(try store.task("t")?.startedAt == started)
        store.check()
    }

    @Test("attempts are counted as far as every store can", arguments: StoreKind.allCases)
    func countedOut(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t", ["attempt_count": 2_147_483_647])
        #expect(try store.queue.next()?.task.attemptCount == 2_147_483_647)
        #expect(try store.task("t")?.attemptCount == 2_147_483_647)
    }

    @Test("an agent gets only what it can do, without regard to case", arguments: StoreKind.allCases)
    func capabilities(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("both", ["priority": 3, "required_capabilities": "[\"Swift\", \"SQL\"]"])
        try store.addTask("one", ["priority": 2, "required_capabilities": "[\"sWIFT\"]"])
        try store.addTask("none", ["priority": 1, "required_capabilities": "[]"])
        func next(_ agent: String, _ capabilities: [String]?) throws -> String? {
            let claim = try store.queue.next(agent, capabilities)
            if let claim { try store.queue.report(claim.task.id, .backlog, by: agent) }
            store.check()
            return claim?.task.id
        }
        #expect(try next("a", nil) == "none", "an unknown agent can do nothing special")
        #expect(try next("a", ["swift"]) == "one")
        #expect(try next("a", nil) == "one", "what it said before stays")
        #expect(try next("a", ["SWIFT", "sql", "more"]) == "both")
        #expect(try next("a", []) == "none", "an empty list replaces the old one")
        #expect(try store.agent("a")?.capabilities == [])
        try store.sql("INSERT INTO agents (id, capabilities) VALUES ('made by hand', '[\"SQL\",\"swift\"]')")
        #expect(try next("made by hand", nil) == "both")
    }

    @Test("a task behind many that the agent cannot do is found", arguments: StoreKind.allCases)
    func farBehind(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.database.write { connection in
            for number in 0..<1100 {
                try connection.execute(
                    "INSERT INTO tasks (id, project_id, title, priority, required_capabilities) VALUES (?, 'p', 'T', 5, '[\"x\"]')",
                    [.text("blocked-\(number)")])
            }
        }
        #expect(try store.queue.next() == nil)
        try store.addTask("mine", ["required_capabilities": "[\"Y\"]"])
        #expect(try store.queue.next("a", ["y"])?.task.id == "mine")
        store.check()
    }

    @Test("run_after holds a task back, written with or without a fraction", arguments: StoreKind.allCases)
    func runAfter(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        let now = try store.now()
        try store.addTask("later", ["priority": 9, "run_after": store.time(now.adding(seconds: 3600))])
        try store.addTask("later, whole seconds", ["priority": 8, "run_after": store.time(now.adding(seconds: 3600), fraction: false)])
        #expect(try store.queue.next() == nil)
        try store.addTask("earlier", ["priority": 2, "run_after": store.time(now.adding(seconds: -0.001))])
        try store.addTask("earlier, whole seconds", ["priority": 1, "run_after": store.time(now.adding(seconds: -1), fraction: false)])
        #expect(try store.queue.next("a")?.task.id == "earlier")
        #expect(try store.queue.next("b")?.task.id == "earlier, whole seconds")
        #expect(try store.queue.next("c") == nil)
        store.check()
    }

    @Test("within one second, a moment without fraction is its beginning")
    func fractionOrder() throws {
        let store = try TestStore(.file)
        try store.addProject()
        // As texts `…05Z` comes after `…05.300Z`.
        let now = try store.now()
        let second = Timestamp(milliseconds: now.milliseconds / 1000 * 1000)
        store.clock.move(seconds: Double(second.milliseconds + 300 - now.milliseconds) / 1000 + 5)
        try store.addTask("t", ["run_after": store.time(second.adding(seconds: 5), fraction: false)])
        #expect(try store.queue.next()?.task.id == "t")
    }

    @Test("the same agent gets its task again, and the older token is worth nothing", arguments: StoreKind.allCases)
    func resume(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.addTask("u")
        let first = try #require(try store.queue.next())
        let second = try #require(try store.queue.next())
        store.check()
        #expect(second.task.id == first.task.id && second.isResumed && second.task.attemptCount == 1)
        #expect(second.task.leaseToken != first.task.leaseToken)
        #expect(try store.rows("SELECT id FROM outbox_events").count == 1, "resuming is no event")
        let old = first.task.leaseToken
        expectFailure("lease_lost") { try store.queue.report("t", .completed, token: old) }
        expectFailure("lease_lost") { try store.queue.heartbeat("a", status: "busy", leaseToken: old) }
        expectFailure("lease_lost") { try store.queue.ask("t", by: Caller(agentID: "a", leaseToken: old), question: "?", context: nil, key: nil) }
        try store.queue.report("t", .completed, token: second.task.leaseToken)
        store.check()
        // Past its leased states the token does not matter.
        #expect(try store.queue.report("t", .completed, token: old).old == .completed)
    }

    @Test("a task that waits for an answer is resumed too, with its questions", arguments: StoreKind.allCases)
    func resumeWaiting(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        let question = try store.queue.asks("t", "Which colour?")
        let claim = try #require(try store.queue.next())
        #expect(claim.isResumed && claim.task.state == .needsInput && claim.questions.map(\.id) == [question.id])
        store.check()
    }

    @Test("a task that a person tied to an agent by its row alone is resumed", arguments: StoreKind.allCases)
    func tiedByHand(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.sql("INSERT INTO agents (id) VALUES ('a')")
        try store.addTask("other", ["priority": 5])
        try store.addTask("t", ["state": "in_progress", "assigned_agent_id": "a"])
        let claim = try #require(try store.queue.next())
        #expect(claim.task.id == "t" && claim.isResumed && claim.task.leaseToken != nil)
        store.check()
    }

    @Test("unknown agents are refused where registration is closed", arguments: StoreKind.allCases)
    func closed(kind: StoreKind) throws {
        let store = try TestStore(kind) { $0.isRegistrationClosed = true }
        try store.addProject()
        try store.addTask("t")
        expectFailure("agent_not_found") { try store.queue.next() }
        expectFailure("agent_not_found") { try store.queue.heartbeat("a", status: "idle", leaseToken: nil) }
        #expect(try store.value("SELECT COUNT(*) FROM agents") == 0)
        try store.sql("INSERT INTO agents (id, name) VALUES ('a', 'Ann')")
        #expect(try store.queue.next()?.task.id == "t")
        try store.lapse("t")
        let before = try store.snapshot()
        expectFailure("agent_not_found") { try store.queue.next("stranger") }
        #expect(try store.snapshot() == before, "who is refused moves nothing, not even what has lapsed")
        #expect(try store.agent("a")?.name == "Ann")
    }

    @Test("odd ids go all the way through", arguments: StoreKind.allCases)
    func oddIdentifiers(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        let ids = ["x ", "x", "X", "😀'\"\\%_", String(repeating: "ü", count: 64)]
        for id in ids { try store.addTask(id) }
        for id in ids {
            let claim = try #require(try store.queue.next(id))
            store.check()
            try store.queue.report(claim.task.id, .completed, by: id)
            store.check()
        }
        #expect(try store.value("SELECT COUNT(*) FROM tasks WHERE state = 'completed'") == .integer(Int64(ids.count)))
        #expect(try store.value("SELECT COUNT(*) FROM agents WHERE tasks_completed = 1") == .integer(Int64(ids.count)))
    }

    @Test("ids that only look the same belong to different agents, tasks and questions", arguments: StoreKind.allCases)
    func lookalikes(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        try store.queue.heartbeat(decomposed, status: "idle", leaseToken: nil)
        try store.addTask(composed)
        let claim = try #require(try store.queue.next(composed))
        expectFailure("not_owner") { try store.queue.report(composed, .completed, by: decomposed) }
        expectFailure("task_not_found") { try store.queue.report(decomposed, .completed, by: composed) }
        expectFailure("task_not_found") { try store.queue.details(decomposed) }
        #expect(try store.queue.next(decomposed) == nil, "the other one's task is not resumed")
        #expect(try store.queue.asks(composed, composed, by: composed).id != store.queue.asks(composed, decomposed, by: composed).id)
        try store.queue.report(composed, .failed, by: composed, token: claim.task.leaseToken)
        store.check()
    }

    @Test("what can be done comes in order, however much lies before it", arguments: StoreKind.allCases)
    func behindPages(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        // More than two pages, of several priorities, with the same times and with none.
        let moment = store.time(Timestamp(milliseconds: 1_700_000_000_000))
        try store.database.write { connection in
            for number in 0..<2500 {
                _ = try connection.execute(
                    "INSERT INTO tasks (id, project_id, title, priority, created_at, required_capabilities) VALUES (?, 'p', 't', ?, ?, '[\"x\"]')",
                    [.text("blocked-\(number)"), .integer(number < 1200 ? 1 : 0), number % 2 == 0 ? .null : moment])
            }
        }
        try store.addTask("last", ["priority": -1, "created_at": moment])
        try store.addTask("z-second", ["created_at": moment])
        try store.addTask("z-first", ["created_at": .null])
        var taken: [String] = []
        while let claim = try store.queue.next() {
            taken.append(claim.task.id)
            try store.queue.report(claim.task.id, .completed)
        }
        #expect(taken == ["z-first", "z-second", "last"])
        store.check()
    }

    @Test("a fraction of zero is no later than none", arguments: [StoreKind.file, .memory])
    func sameMoment(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        let times = ["z": "2026-01-10T00:00:00Z", "b": "2026-01-10T00:00:00.000Z", "c": "2026-01-10T00:00:00.100Z", "a": "2026-01-10T00:00:10Z"]
        for (id, time) in times { try store.addTask(id, ["created_at": .text(time)]) }
        var taken: [String] = []
        while let claim = try store.queue.next() {
            taken.append(claim.task.id)
            try store.queue.report(claim.task.id, .completed)
        }
        #expect(taken == ["b", "z", "c", "a"])
    }

    @Test("many at once take each task once", arguments: StoreKind.allCases)
    func race(kind: StoreKind) throws {
        let store = try TestStore(kind, busyTimeout: 60)
        try store.addProject()
        let tasks = 60
        for number in 0..<tasks { try store.addTask("t\(number)") }
        let taken = Collected<String>()
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 6) { worker in
            do {
                while let claim = try store.queue.next("agent-\(worker)") {
                    taken.add(claim.task.id)
                    try store.queue.report(claim.task.id, .completed, by: "agent-\(worker)", token: claim.task.leaseToken)
                }
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        #expect(taken.all.count == tasks && Set(taken.all).count == tasks)
        #expect(try store.value("SELECT SUM(tasks_completed) FROM agents") == .integer(Int64(tasks)))
        store.check()
    }

    @Test("many at once fight over one task, and one gets it", arguments: StoreKind.allCases)
    func raceForOne(kind: StoreKind) throws {
        let store = try TestStore(kind, busyTimeout: 60)
        try store.addProject()
        for round in 0..<10 {
            try store.addTask("t\(round)")
            let taken = Collected<String>()
            let failures = Collected<String>()
            DispatchQueue.concurrentPerform(iterations: 4) { worker in
                do { if let claim = try store.queue.next("\(round)-\(worker)") { taken.add(claim.task.id) } } catch { failures.add("\(error)") }
            }
            #expect(failures.all.isEmpty)
            #expect(taken.all == ["t\(round)"])
        }
        store.check()
    }
}
