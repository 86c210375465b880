import Testing

@testable import AIWorkerKit

@Suite struct HeartbeatTests {
    @Test("an agent without a task is what it says, and known from then on", arguments: StoreKind.allCases)
    func free(kind: StoreKind) throws {
        let store = try TestStore(kind)
        for status in ["idle", "busy", "error", "idle"] {
            let beat = try store.queue.heartbeat("a", status: status, leaseToken: nil)
            #expect(beat.status == status && beat.task == nil && beat.leaseExpiresAt == nil && !beat.isCancelled)
            #expect(beat.json["currentTaskId"] == .null && beat.json["taskState"] == .null)
            let agent = try #require(try store.agent("a"))
            let heard = try #require(agent.lastHeartbeat)
            let now = try store.now()
            #expect(agent.status == status && abs(heard.milliseconds - now.milliseconds) < 60_000)
        }
    }

    @Test("an agent at work is not idle, and its lease begins again", arguments: StoreKind.allCases)
    func working(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        let claim = try #require(try store.queue.next())
        for (said, stored) in [("idle", "busy"), ("busy", "busy"), ("error", "error")] {
            try store.lapse("t")
            let beat = try store.queue.heartbeat("a", status: said, leaseToken: claim.task.leaseToken)
            #expect(beat.status == stored && beat.json["currentTaskId"] == "t" && beat.json["taskState"] == "in_progress")
            #expect(beat.leaseExpiresAt == (try store.task("t")?.leaseExpiresAt))
            #expect(try #require(beat.leaseExpiresAt) > (try store.now()))
            #expect(try store.agent("a")?.status == stored && store.task("t")?.leaseToken == claim.task.leaseToken)
            store.check()
        }
        try store.queue.asks("t", "?")
        #expect(try store.queue.heartbeat("a", status: "idle", leaseToken: nil).json["taskState"] == "needs_input")
        store.check()
    }

    @Test("a cancelled task is told once and let go", arguments: StoreKind.allCases)
    func cancelled(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        try store.setState("t", .cancelled)
        let beat = try store.queue.heartbeat("a", status: "busy", leaseToken: nil)
        #expect(beat.isCancelled && beat.json["currentTaskId"] == .null && beat.json["cancelled"] == true && beat.leaseExpiresAt == nil)
        #expect(try store.agent("a")?.currentTaskID == nil)
        #expect(try store.queue.heartbeat("a", status: "idle", leaseToken: nil).isCancelled == false)
        store.check()
        try store.addTask("u")
        #expect(try store.queue.next()?.task.id == "u")
    }

    @Test("an agent whose task was cancelled gets another without a heartbeat between", arguments: StoreKind.allCases)
    func cancelledThenNext(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        try store.setState("t", .cancelled)
        #expect(try store.queue.next() == nil)
        try store.addTask("u")
        let claim = try #require(try store.queue.next())
        #expect(claim.task.id == "u" && !claim.isResumed)
        store.check()
    }

    @Test("an agent that was away comes back", arguments: StoreKind.allCases)
    func back(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t", ["max_attempts": 1])
        try store.queue.next()
        try store.lapse("t")
        try store.queue.sweep()
        #expect(try store.agent("a")?.status == "offline")
        let beat = try store.queue.heartbeat("a", status: "idle", leaseToken: nil)
        #expect(beat.status == "idle" && !beat.isCancelled, "failed is not cancelled")
        #expect(try store.agent("a")?.status == "idle")
        store.check()
    }
}
