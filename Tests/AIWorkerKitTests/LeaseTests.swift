import Foundation
import Testing

@testable import AIWorkerKit

/// Leases that end: what the sweep does, and what an agent still may that comes late.
@Suite struct LeaseTests {
    @Test("a task whose lease ended goes back, and its agent is offline", arguments: StoreKind.allCases)
    func backToBacklog(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        #expect(try store.queue.sweep() == 0, "nothing has ended yet")
        try store.lapse("t")
        #expect(try store.queue.sweep() == 1)
        store.check()
        let task = try #require(try store.task("t"))
        #expect(task.state == .backlog && task.assignedAgentID == nil && task.assignedAt == nil && task.attemptCount == 1)
        #expect(task.startedAt != nil)
        let agent = try #require(try store.agent("a"))
        #expect(agent.status == "offline" && agent.currentTaskID == nil)
        let change = try #require(try store.changes(of: "t").last)
        #expect(change["oldState"] == "in_progress" && change["newState"] == "backlog" && change["agentId"] == .null)
        expectFailure("not_owner") { try store.queue.report("t", .backlog) }
        #expect(try store.queue.sweep() == 0)
        let next = try #require(try store.queue.next("b"))
        #expect(next.task.attemptCount == 2 && !next.isResumed)
        store.check()
    }

    @Test("without attempts left the task has failed", arguments: StoreKind.allCases)
    func attemptsUsedUp(kind: StoreKind) throws {
        let store = try TestStore(kind) { $0.maxAttempts = 2 }
        try store.addProject()
        try store.addTask("standard")
        try store.addTask("once", ["max_attempts": 1, "priority": 1])
        for (expected, state) in [("once", TaskState.failed), ("standard", .backlog), ("standard", .failed)] {
            let claim = try #require(try store.queue.next())
            #expect(claim.task.id == expected)
            try store.lapse(expected)
            try store.queue.sweep()
            store.check()
            #expect(try store.task(expected)?.state == state)
        }
        let task = try #require(try store.task("standard"))
        #expect(task.failureReason == "lease_expired" && task.leaseToken == nil && task.attemptCount == 2)
        #expect(try store.queue.next() == nil)
    }

    @Test("a task that waits for an answer is parked, and claimable once it is answered", arguments: StoreKind.allCases)
    func parked(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        let one = try store.queue.asks("t", "one?").id
        let two = try store.queue.asks("t", "two?").id
        try store.lapse("t")
        #expect(try store.queue.next("b") == nil)
        store.check()
        var task = try #require(try store.task("t"))
        #expect(task.state == .needsInput && task.assignedAgentID == nil && task.leaseToken == nil && task.leaseExpiresAt == nil)
        #expect(try store.agent("a")?.status == "offline")
        expectFailure("not_owner") { try store.queue.reads("t") }
        try store.answer(one, "1")
        #expect(try store.queue.next("b") == nil, "one question is still open")
        try store.answer(two, "2")
        let claim = try #require(try store.queue.next("b"))
        store.check()
        #expect(claim.task.id == "t" && claim.task.attemptCount == 2 && claim.questions.map(\.response) == ["1", "2"])
        #expect(try store.changes(of: "t").map { "\($0["oldState"]?.asString ?? "") \($0["newState"]?.asString ?? "")" }.suffix(2)
            == ["needs_input backlog", "backlog in_progress"])
        task = try #require(try store.task("t"))
        #expect(task.assignedAgentID == "b")
        #expect(try store.queue.reads("t", by: "b").answered?.response == "1")
        #expect(try store.queue.reads("t", by: "b").answered?.response == "2")
        store.check()
    }

    @Test("a lapsed lease that nobody swept still belongs to its agent, whose next call renews it", arguments: StoreKind.allCases)
    func lapsedAndKept(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        let claim = try #require(try store.queue.next())
        let calls: [(TestStore) throws -> Void] = [
            { _ = try $0.queue.report("t", .inProgress, token: claim.task.leaseToken) },
            { _ = try $0.queue.heartbeat("a", status: "busy", leaseToken: nil) },
            { _ = try $0.queue.renewLeases() },
            { try $0.queue.keepPreview("t", by: Caller(agentID: "a", proof: .process)) },
            { _ = try $0.queue.asks("t", "?") },
            { _ = try $0.queue.reads("t") },
        ]
        for call in calls {
            try store.lapse("t")
            try call(store)
            let end = try #require(try store.task("t")?.leaseExpiresAt)
            #expect(end > (try store.now()))
            store.check()
        }
        #expect(try store.queue.sweep() == 0)
    }

    @Test("who comes after the sweep hears that the lease is lost, or that the task is another's", arguments: StoreKind.allCases)
    func tooLate(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        let token = try #require(try store.queue.next()).task.leaseToken
        try store.lapse("t")
        try store.queue.sweep()
        #expect(try store.queue.renewLeases() == 0)
        #expect(try store.task("t")?.leaseExpiresAt == nil)
        expectFailure("not_owner") { try store.queue.report("t", .completed) }
        let other = try #require(try store.queue.next("b"))
        expectFailure("lease_lost") { try store.queue.report("t", .completed, token: token) }
        expectFailure("not_owner") { try store.queue.report("t", .completed) }
        expectFailure("lease_lost") { try store.queue.report("t", .completed, by: "b", token: token) }
        store.check()
        try store.queue.report("t", .completed, by: "b", token: other.task.leaseToken)
        #expect(try store.agent("a")?.tasksCompleted == 0)
        store.check()
    }

    @Test("ends of leases without fraction count from their second on", arguments: StoreKind.allCases)
    func wholeSeconds(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        for id in ["ended", "lasting"] {
            try store.addTask(id)
            try store.queue.next(id)
        }
        let now = try store.now()
        try store.sql("UPDATE tasks SET lease_expires_at = ? WHERE id = 'ended'", [store.time(now.adding(seconds: -1), fraction: false)])
        try store.sql("UPDATE tasks SET lease_expires_at = ? WHERE id = 'lasting'", [store.time(now.adding(seconds: 600), fraction: false)])
        #expect(try store.queue.sweep() == 1)
        #expect(try store.task("ended")?.state == .backlog && store.task("lasting")?.state == .inProgress)
        store.check()
    }

    @Test("a sweep ends more leases than one transaction takes", arguments: StoreKind.allCases)
    func many(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        for number in 0..<120 {
            try store.addTask("t\(number)")
            try store.queue.next("agent-\(number)")
        }
        try store.sql("UPDATE tasks SET lease_expires_at = ?", [store.time(try store.now().adding(seconds: -5))])
        #expect(try store.queue.sweep() == 120)
        #expect(try store.value("SELECT COUNT(*) FROM tasks WHERE state = 'backlog'") == 120)
        #expect(try store.value("SELECT COUNT(*) FROM agents WHERE status = 'offline' AND current_task_id IS NULL") == 120)
        store.check()
    }

    @Test("sweeps at the same moment end each lease once", arguments: StoreKind.allCases)
    func atOnce(kind: StoreKind) throws {
        let store = try TestStore(kind, busyTimeout: 60)
        try store.addProject()
        for number in 0..<20 {
            try store.addTask("t\(number)")
            try store.queue.next("agent-\(number)")
        }
        try store.sql("UPDATE tasks SET lease_expires_at = ?", [store.time(try store.now().adding(seconds: -5))])
        let failures = Collected<String>()
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            do { try store.queue.sweep() } catch { failures.add("\(error)") }
        }
        #expect(failures.all.isEmpty)
        for number in 0..<20 { #expect(try store.changes(of: "t\(number)").count == 2) }
        store.check()
    }

    @Test("a process knows its own leases by their mark, resumed or not, and renews those only", arguments: StoreKind.allCases)
    func marks(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let (here, there) = (store.queue, store.elsewhere)
        try store.addProject()
        for id in ["t", "u"] { try store.addTask(id) }
        try here.next()
        try there.next("b")
        // A call that began before its agent's task was resumed goes on after it.
        let early = Caller(agentID: "a", proof: .process)
        try here.next()
        _ = try here.checkResponse("t", by: early, questionID: nil)
        for id in ["t", "u"] { try store.lapse(id) }
        #expect(try here.renewLeases() == 0)
        #expect(try store.task("t")?.leaseExpiresAt ?? store.now() > store.now())
        #expect(try store.task("u")?.leaseExpiresAt ?? store.now() < store.now())
        // A twin takes it, and later the first one again.
        try there.next()
        expectFailure("lease_lost") { try here.checkResponse("t", by: early, questionID: nil) }
        expectFailure("lease_lost") { try here.keepPreview("t", by: early) }
        try here.next()
        _ = try here.checkResponse("t", by: early, questionID: nil)
        expectFailure("lease_lost") { try there.checkResponse("t", by: early, questionID: nil) }
        try here.report("t", .completed)
        store.check()
    }

    @Test("a row that somebody has locked holds up the renewal of no other")
    func lockedRow() throws {
        let store = try TestStore(.server, busyTimeout: 30)
        try store.addProject()
        for id in ["t", "u"] {
            try store.addTask(id)
            #expect(try store.queue.next("agent-\(id)")?.task.id == id)
        }
        for id in ["t", "u"] { try store.lapse(id) }
        try store.database.write { connection in
            _ = try connection.query("SELECT id FROM tasks WHERE id = 't' FOR UPDATE", [])
            #expect(try store.queue.renewLeases() == 1)
        }
        #expect(try store.task("u")?.leaseExpiresAt ?? store.now() > store.now())
        #expect(try store.queue.renewLeases() == 0)
        #expect(try store.task("t")?.leaseExpiresAt ?? store.now() > store.now())
    }

    /// One task of each kind that a sweep changes: a lease that is over, a parked task that is answered, a lease left behind.
    private static func storeToSweep(_ kind: StoreKind) throws -> TestStore {
        let store = try TestStore(kind, busyTimeout: 2)
        try store.addProject()
        for id in ["lapsed", "parked", "left"] {
            try store.addTask(id)
            #expect(try store.queue.next(id)?.task.id == id)
        }
        let question = try store.queue.asks("parked", "?", by: "parked")
        try store.lapse("parked")
        #expect(try store.queue.sweep() == 1)
        try store.answer(question.id, "!")
        try store.lapse("lapsed")
        try store.sql("UPDATE tasks SET state = 'cancelled' WHERE id = 'left'")
        return store
    }

    @Test(
        "a claim does not wait for a row that somebody has locked and that a sweep would change",
        arguments: [
            "SELECT id FROM tasks WHERE id = 'lapsed' FOR UPDATE", "SELECT id FROM agents WHERE id = 'lapsed' FOR UPDATE",
            "SELECT id FROM tasks WHERE id = 'left' FOR UPDATE", "SELECT id FROM tasks WHERE id = 'parked' FOR UPDATE",
        ])
    func sweepBesideLocks(lock: String) throws {
        let store = try Self.storeToSweep(.server)
        try store.addTask("new", ["priority": 9])
        try store.database.write { connection in
            _ = try connection.query(lock, [])
            #expect(try store.queue.next("other")?.task.id == "new")
        }
        #expect(try store.queue.sweep() == 1)
        #expect(try store.task("lapsed")?.state == .backlog && store.task("parked")?.state == .backlog)
        #expect(try store.task("left")?.leaseToken == nil)
    }

    @Test("a sweep counts all that it changes", arguments: StoreKind.allCases)
    func sweepCounts(kind: StoreKind) throws {
        let store = try Self.storeToSweep(kind)
        #expect(try store.queue.sweep() == 3)
        #expect(try store.task("left")?.leaseToken == nil && store.task("parked")?.state == .backlog)
        #expect(try store.queue.sweep() == 0)
    }

    @Test("a clock that goes back ends no lease early and one that jumps ahead gives tasks back whole", arguments: [StoreKind.file, .memory])
    func clock(kind: StoreKind) throws {
        let store = try TestStore(kind) { $0.leaseSeconds = 60 }
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        store.clock.move(seconds: -3600)
        #expect(try store.queue.sweep() == 0)
        _ = try store.queue.renewLeases()
        let end = try #require(try store.task("t")?.leaseExpiresAt)
        #expect(end <= store.clock.now.adding(seconds: 60), "the lease is not an hour longer than it should be")
        store.clock.move(seconds: 7200)
        #expect(try store.queue.sweep() == 1)
        #expect(try store.queue.next("b")?.task.id == "t")
        store.check()
    }
}
