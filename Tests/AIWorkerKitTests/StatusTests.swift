import Foundation
import Testing

@testable import AIWorkerKit

/// The table of states, as the status tool walks it.
@Suite struct StatusTests {
    /// What the contract's table allows an agent, written down once more so that the code is not measured by itself.
    static let allowed: [TaskState: Set<TaskState>] = [
        .inProgress: [.backlog, .readyToTest, .completed, .failed], .needsInput: [.inProgress, .failed],
        .readyToTest: [.inProgress, .completed], .approved: [.completed],
    ]

    @Test("every move of the table, and every one that is not in it", arguments: StoreKind.allCases)
    func table(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        for from in TaskState.allCases {
            for to in TaskState.allCases where from != to {
                let id = "\(from)-\(to)"
                let agent = "agent-\(id)"
                try store.addTask(id, ["priority": 9])
                try Self.bring(store, id, agent, to: from)
                let before = try store.snapshot()
                if Self.allowed[from]?.contains(to) == true {
                    let change = try store.queue.report(id, to, by: agent)
                    #expect(change.old == from && change.new == to)
                    #expect(try store.task(id)?.state == to)
                } else if from == .inProgress, to == .needsInput {
                    expectFailure("question_required") { try store.queue.report(id, to, by: agent) }
                    #expect(try store.snapshot() == before)
                } else {
                    // Nobody owns what lies in the backlog.
                    let failure = expectFailure(from == .backlog ? "not_owner" : "invalid_transition") {
                        try store.queue.report(id, to, by: agent)
                    }
                    if from != .backlog {
                        #expect(failure?.details["from"]?.asString == from.rawValue && failure?.details["to"]?.asString == to.rawValue)
                        let named = (failure?.details["allowed"]?.asArray ?? []).compactMap(\.asString)
                        #expect(Set(named).isSuperset(of: (Self.allowed[from] ?? []).map(\.rawValue)))
                    }
                    #expect(try store.snapshot() == before, "a refused call changes nothing: \(id)")
                }
                store.check()
                try store.sql("UPDATE tasks SET run_after = ? WHERE id = ?", [store.time(try store.now().adding(seconds: 9999)), .text(id)])
            }
        }
    }

    /// Takes a task to a state on the roads that there are.
    private static func bring(_ store: TestStore, _ id: String, _ agent: String, to state: TaskState) throws {
        guard state != .backlog else { return }
        #expect(try store.queue.next(agent)?.task.id == id)
        switch state {
        case .backlog, .inProgress: break
        case .needsInput:
            let question = try store.queue.asks(id, "?", by: agent)
            // Answered, so that nothing stands in the way of going on.
            try store.answer(question.id, "!")
        case .readyToTest, .completed, .failed: try store.queue.report(id, state, by: agent)
        case .approved, .cancelled:
            try store.queue.report(id, .readyToTest, by: agent)
            try store.setState(id, state)
        }
    }

    @Test("the state a task has already is a success without change, for its owner", arguments: StoreKind.allCases)
    func repeats(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        for state in [TaskState.inProgress, .readyToTest, .completed] {
            if state != .inProgress { try store.queue.report("t", state) }
            let completedAt = try store.task("t")?.completedAt
            let events = try store.value("SELECT COUNT(*) FROM outbox_events")
            let change = try store.queue.report("t", state)
            #expect(change.old == state && change.json["changed"] == false)
            #expect(try store.value("SELECT COUNT(*) FROM outbox_events") == events)
            #expect(try store.task("t")?.completedAt == completedAt)
            expectFailure("not_owner") { try store.queue.report("t", state, by: "b") }
            store.check()
        }
        #expect(try store.agent("a")?.tasksCompleted == 1)
        expectFailure("task_not_found") { try store.queue.report("nothing", .completed) }
        expectFailure("task_not_found") { try store.queue.report("T", .completed) }
        expectFailure("task_not_found") { try store.queue.report("t ", .completed) }
    }

    @Test("a task counts as completed once, on whatever road", arguments: StoreKind.allCases)
    func countedOnce(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        for (place, id) in ["approved", "straight", "tested"].enumerated() { try store.addTask(id, ["priority": .integer(Int64(-place))]) }
        try store.queue.next()
        try store.queue.report("approved", .readyToTest)
        try store.setState("approved", .approved)
        try store.queue.report("approved", .completed)
        try store.queue.next()
        try store.queue.report("straight", .completed)
        try store.queue.next()
        try store.queue.report("tested", .readyToTest)
        #expect(try store.agent("a")?.tasksCompleted == 2)
        try store.queue.report("tested", .completed)
        store.check()
        for id in ["straight", "tested", "approved"] {
            #expect(try store.queue.report(id, .completed).json["changed"] == false)
            expectFailure("invalid_transition") { try store.queue.report(id, .inProgress) }
        }
        #expect(try store.agent("a")?.tasksCompleted == 3)
        #expect(try store.agent("a")?.status == "idle")
        store.check()
    }

    @Test("metadata is kept, 0 is a duration, and what is none is refused", arguments: StoreKind.allCases)
    func metadata(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        let metadata = try #require(JSON(text: #"{"durationMinutes": 0, "error": "nul \u0000 here", "more": [1.5, {"😀": null}]}"#))
        try store.queue.report("t", .failed, metadata)
        let task = try #require(try store.task("t"))
        #expect(task.actualDurationMinutes == 0 && task.failureReason == "nul \u{FFFD} here")
        #expect(task.resultMetadata?["more"] == metadata["more"])
        #expect(try store.changes(of: "t").last?["metadata"]?["more"] == metadata["more"])
        store.check()
        // As deep as every store keeps it, also inside an event.
        func nested(_ depth: Int) -> JSON { depth == 1 ? ["end": true] : ["deeper": nested(depth - 1)] }
        try store.addTask("deep")
        try store.queue.next()
        try store.queue.report("deep", .inProgress, nested(JSON.deepest))
        #expect(try store.payloads(.updated, "deep").count == 1)
        try store.queue.report("deep", .inProgress, nested(JSON.deepest))
        #expect(try store.payloads(.updated, "deep").count == 1, "nothing new is no event")
        try store.queue.log("a", level: "info", message: "", metadata: nested(JSON.deepest))
        try store.queue.report("deep", .completed, nested(JSON.deepest))
        expectFailure("invalid_argument") { try StatusRequest(state: .completed, metadata: nested(JSON.deepest + 1)) }
        expectFailure("invalid_argument") { try store.queue.log("a", level: "info", message: "", metadata: nested(JSON.deepest + 1)) }
        store.check()
        for text in [#"{"durationMinutes": -1}"#, #"{"durationMinutes": "1"}"#, #"{"error": 5}"#, "[1]"] {
            expectFailure("invalid_argument") { try StatusRequest(state: .completed, metadata: JSON(text: text)) }
        }
        expectFailure("invalid_argument") {
            try StatusRequest(state: .completed, metadata: ["text": .string(String(repeating: "x", count: 64 << 10))])
        }
    }

    @Test("rework begins a new lease, unless the agent holds another task", arguments: StoreKind.allCases)
    func rework(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("first")
        let token = try #require(try store.queue.next()).task.leaseToken
        try store.queue.report("first", .readyToTest)
        #expect(try store.task("first")?.assignedAgentID == "a", "who did the work stays on record")
        try store.addTask("second")
        try store.queue.next()
        let failure = expectFailure("agent_busy") { try store.queue.report("first", .inProgress) }
        #expect(failure?.details["currentTaskId"] == "second")
        try store.queue.report("second", .completed)
        let change = try store.queue.report("first", .inProgress)
        store.check()
        let task = try #require(try store.task("first"))
        #expect(change.leaseToken == task.leaseToken && task.leaseToken != token && task.attemptCount == 1)
        #expect(try store.agent("a")?.currentTaskID == "first")
        try store.queue.report("first", .completed, token: change.leaseToken)
        store.check()
    }

    @Test("a task given back can be taken by others", arguments: StoreKind.allCases)
    func release(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        try store.queue.report("t", .backlog)
        store.check()
        let task = try #require(try store.task("t"))
        #expect(task.assignedAgentID == nil && task.assignedAt == nil && task.attemptCount == 1)
        #expect(try store.agent("a")?.status == "idle" && store.agent("a")?.currentTaskID == nil)
        #expect(try store.queue.next("b")?.task.id == "t")
        store.check()
    }

    @Test("what a person cancelled stays cancelled", arguments: StoreKind.allCases)
    func cancelled(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        let claim = try #require(try store.queue.next())
        let end = try store.task("t")?.leaseExpiresAt
        // As plain as a person's SQL can be: the lease is still on the row.
        try store.sql("UPDATE tasks SET state = 'cancelled' WHERE id = 't'")
        for state in TaskState.allCases where state != .cancelled {
            let failure = expectFailure("invalid_transition") { try store.queue.report("t", state, token: claim.task.leaseToken) }
            #expect(failure?.details["from"] == "cancelled" && failure?.details["allowed"] == .array([]))
        }
        expectFailure("invalid_transition") { try store.queue.asks("t", "?") }
        _ = try store.queue.renewLeases()
        #expect(try store.task("t")?.leaseExpiresAt == end)
        try store.lapse("t")
        #expect(try store.queue.sweep() == 1, "the lease that was left behind")
        #expect(try store.task("t")?.state == .cancelled && store.task("t")?.leaseToken == nil)
        #expect(try store.queue.next() == nil)
    }

    @Test("a person's states: reopened, sent back, approved", arguments: StoreKind.allCases)
    func people(kind: StoreKind) throws {
        let store = try TestStore(kind)
        try store.addProject()
        try store.addTask("t")
        try store.queue.next()
        try store.queue.report("t", .failed)
        try store.setState("t", .backlog)
        #expect(try store.queue.next("b")?.task.attemptCount == 2)
        try store.queue.report("t", .readyToTest, by: "b")
        try store.setState("t", .backlog)
        #expect(try store.queue.next("c")?.task.id == "t")
        try store.queue.report("t", .readyToTest, by: "c")
        try store.setState("t", .approved)
        expectFailure("invalid_transition") { try store.queue.report("t", .inProgress, by: "c") }
        try store.queue.report("t", .completed, by: "c")
        #expect(try store.value("SELECT SUM(tasks_completed) FROM agents") == 1)
        store.check()
    }
}
