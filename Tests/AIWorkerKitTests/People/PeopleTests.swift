import Testing

@testable import AIWorkerKit

/// A store with project p, people, and the queue as agents use it.
private struct Office {
    let database: SQLiteDatabase
    let people: People
    let queue: TaskQueue

    init() throws {
        database = try SQLiteDatabase(path: nil)
        people = People(database)
        queue = TaskQueue(database)
        _ = try people.add(NewProject(id: "p"))
    }

    @discardableResult
    func task(_ id: String) throws -> TaskRecord {
        var task = NewTask(projectID: "p", title: "Title of \(id)")
        task.id = id
        return try people.add(task)
    }

    func record(_ id: String) throws -> TaskRecord {
        try queue.read { try $0.task(id) }
    }

    func value(_ sql: String) throws -> String? {
        try database.read { try $0.query(sql, []).first?.text("it") }
    }
}

private func code(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return (error as? Failure)?.code ?? "\(error)"
    }
}

@Suite("What people do with the queue")
struct PeopleTests {
    @Test("a cancelled task has no lease and no open question, and its agent hears it with the next heartbeat")
    func cancel() throws {
        let office = try Office()
        try office.task("t")
        _ = try office.queue.nextTask(for: "ada", capabilities: nil)
        let caller = Caller(agentID: "ada")
        _ = try office.queue.ask("t", by: caller, question: "Which?", context: nil, key: nil)
        let change = try office.people.cancel("t")
        #expect(change.old == .needsInput && change.new == .cancelled)
        let task = try office.record("t")
        #expect(task.state == .cancelled && task.leaseToken == nil && task.leaseExpiresAt == nil)
        #expect(try office.value("SELECT status AS it FROM task_questions") == "cancelled")
        #expect(try office.value("SELECT payload AS it FROM outbox_events ORDER BY id DESC LIMIT 1")?.contains("cancelled") == true)
        #expect(code { _ = try office.queue.changeStatus("t", by: caller, try StatusRequest(state: .completed, metadata: nil)) } == "invalid_transition")
        let heartbeat = try office.queue.heartbeat("ada", status: "busy", leaseToken: nil)
        #expect(heartbeat.isCancelled)
        #expect(try office.value("SELECT current_task_id AS it FROM agents") == nil)
        #expect(try office.queue.heartbeat("ada", status: "idle", leaseToken: nil).isCancelled == false)
        #expect(try office.people.cancel("t").old == .cancelled)
    }

    @Test("a failed task that is put back can be tried as often as a new one")
    func requeue() throws {
        let office = try Office()
        try office.task("t")
        _ = try office.queue.nextTask(for: "ada", capabilities: nil)
        _ = try office.queue.changeStatus("t", by: Caller(agentID: "ada"), try StatusRequest(state: .failed, metadata: nil))
        #expect(try office.people.requeue("t").old == .failed)
        let task = try office.record("t")
        #expect(task.state == .backlog && task.attemptCount == 0 && task.assignedAgentID == nil && task.failureReason == nil)
        #expect(task.startedAt != nil)
        #expect(try office.queue.nextTask(for: "bob", capabilities: nil)?.task.id == "t")
    }

    @Test("what the table of states forbids to people is refused and changes nothing")
    func forbidden() throws {
        let office = try Office()
        for state in TaskState.allCases {
            let id = "in-\(state.rawValue)"
            try office.task(id)
            try office.database.write { connection in
                _ = try connection.execute("UPDATE tasks SET state = ? WHERE id = ?", [.text(state.rawValue), .text(id)])
            }
            for (target, act) in [
                (TaskState.approved, office.people.approve), (.backlog, office.people.requeue),
            ] where target != state && !state.openToPerson.contains(target) {
                let before = try office.people.lastEvent()
                #expect(code { _ = try act(id) } == "invalid_transition")
                #expect(try office.record(id).state == state)
                #expect(try office.people.lastEvent() == before)
            }
        }
        #expect(code { _ = try office.people.cancel("in-completed") } == "invalid_transition")
        #expect(code { _ = try office.people.cancel("none") } == "task_not_found")
    }

    @Test("a question is answered once, also with an empty answer, and the agent reads it")
    func answer() throws {
        let office = try Office()
        try office.task("t")
        _ = try office.queue.nextTask(for: "ada", capabilities: nil)
        let caller = Caller(agentID: "ada")
        let asked = try office.queue.ask("t", by: caller, question: "Which?", context: "colour", key: nil)
        #expect(try office.people.questions(task: nil, onlyOpen: true).map(\.question.id) == [asked.id])
        #expect(try office.people.answer(asked.id, "").status == .answered)
        #expect(code { _ = try office.people.answer(asked.id, "again") } == "question_closed")
        #expect(code { _ = try office.people.answer("none", "x") } == "question_not_found")
        #expect(try office.people.questions(task: nil, onlyOpen: true).isEmpty)
        let check = try office.queue.checkResponse("t", by: caller, questionID: nil)
        #expect(check.answered?.response == "" && check.state == .inProgress)
    }

    @Test("lists are filtered and come in pages; a search takes its signs as they are")
    func lists() throws {
        let office = try Office()
        for number in 0..<7 { try office.task("t\(number)") }
        try office.task("100%_|sure")
        var filter = TaskFilter()
        filter.limit = 3
        filter.offset = 6
        let page = try office.people.tasks(filter)
        #expect(page.total == 8 && page.tasks.count == 2)
        filter = TaskFilter()
        filter.text = "%_|"
        #expect(try office.people.tasks(filter).tasks.map(\.id) == ["100%_|sure"])
        filter.text = "TITLE OF T3"
        #expect(try office.people.tasks(filter).tasks.map(\.id) == ["t3"])
        filter.text = nil
        filter.states = [.failed]
        #expect(try office.people.tasks(filter).total == 0)
        filter.limit = 0
        #expect(code { _ = try office.people.tasks(filter) } == "invalid_argument")
    }

    @Test("projects and tasks that cannot be are refused", arguments: ["", " x", "x\ny", String(repeating: "x", count: 65)])
    func identifiers(id: String) throws {
        let office = try Office()
        #expect(code { _ = try office.people.add(NewProject(id: id)) } == "invalid_argument")
        #expect(code { try office.task(id) } == "invalid_argument")
    }

    @Test("a second project or task of the same id is refused; unknown projects too")
    func duplicates() throws {
        let office = try Office()
        try office.task("t")
        #expect(code { _ = try office.people.add(NewProject(id: "p")) } == "already_exists")
        #expect(code { try office.task("t") } == "already_exists")
        #expect(code { _ = try office.people.add(NewTask(projectID: "none", title: "x")) } == "project_not_found")
        #expect(code { _ = try office.people.add(NewTask(projectID: "p", title: "  ")) } == "invalid_argument")
    }

    @Test("values of a project's environment are stored and not shown")
    func environment() throws {
        let office = try Office()
        var project = NewProject(id: "q")
        project.environment = [("KEY", "very-secret")]
        let added = try office.people.add(project)
        #expect(added.environment?.first?.value == "very-secret")
        #expect(!added.summary.text.contains("very-secret") && added.summary.text.contains("KEY"))
    }

    @Test("previews past their time are found by label and annotation alone")
    func expired() throws {
        func item(_ name: String, _ end: String?, _ label: String = "aiworker") -> JSON {
            [
                "metadata": [
                    "name": .string(name), "uid": "u", "resourceVersion": "7", "labels": ["app.kubernetes.io/managed-by": .string(label)],
                    "annotations": ["aiworker.dev/task-id": "t", "aiworker.dev/expires-at": .optional(end)],
                ]
            ]
        }
        let list: JSON = [
            "items": [
                item("preview-task-old", "2026-01-01T00:00:00Z"), item("preview-task-new", "2026-03-01T00:00:00Z"),
                item("preview-task-none", nil), item("preview-task-odd", "soon"), item("other", "2026-01-01T00:00:00Z", "somebody"),
            ]
        ]
        let now = try #require(Timestamp(parsing: "2026-02-01T00:00:00Z"))
        let found = try ExpiredPreview.find(in: list, now: now)
        #expect(found.map(\.namespace) == ["preview-task-old"])
        #expect(found.first?.deleteOptions["preconditions"]?["resourceVersion"] == "7")
        #expect(code { _ = try ExpiredPreview.find(in: [:], now: now) } == "upstream_unavailable")
        // Of a task that is over, a preview with time left goes, too.
        let all = try ExpiredPreview.find(in: list, now: Timestamp(milliseconds: 0)) { _ in true }
        #expect(all.map(\.namespace) == ["preview-task-old", "preview-task-new"] && all.allSatisfy { $0.taskID == "t" })
        #expect(try ExpiredPreview.find(in: list, now: Timestamp(milliseconds: 0)).isEmpty)
    }

    @Test("a preview that was deployed again since is not forgotten")
    func forgetting() throws {
        let office = try Office()
        try office.task("t")
        func deploy(_ moment: String) throws {
            try office.database.write { connection in
                _ = try connection.execute(
                    "UPDATE tasks SET preview_namespace = 'n', preview_url = 'https://n', preview_status = 'ready', preview_deployed_at = ?",
                    [.text(moment)])
            }
        }
        try deploy("2026-01-01T00:00:00.000Z")
        let seen = try office.people.previews()
        try deploy("2026-01-02T00:00:00.000Z")
        #expect(try office.people.forgetPreview(in: "n", deployedAt: seen["n"] ?? nil) == false)
        #expect(try office.record("t").previewURL != nil)
        #expect(try office.people.forgetPreview(in: "n", deployedAt: try office.people.previews()["n"] ?? nil))
        #expect(try office.record("t").previewNamespace == nil)
    }
}

@Suite("Reading the outbox without a gap")
struct EventCursorTests {
    private func row(_ id: Int64) -> OutboxEvent {
        OutboxEvent(id: id, eventID: "\(id)", event: "e", taskID: nil, projectID: nil, payload: .null)
    }

    @Test("a number that was passed over is taken when it appears, once")
    func late() {
        var cursor = EventCursor(after: 10)
        #expect(cursor.take([row(11), row(13), row(14)], at: 0).map(\.id) == [11, 13, 14])
        #expect(cursor.missing == [12])
        #expect(cursor.take([row(12), row(15)], at: 1).map(\.id) == [12, 15])
        #expect(cursor.take([row(12), row(15), row(11)], at: 1).isEmpty)
        #expect(cursor.last == 15 && cursor.missing.isEmpty)
    }

    @Test("any number to begin after", arguments: [Int64.min, -1, 0])
    func beginning(after: Int64) {
        var cursor = EventCursor(after: after)
        #expect(cursor.take([row(1), row(3)], at: 0).map(\.id) == [1, 3])
        #expect(cursor.missing == [2])
        var last = EventCursor(after: .max)
        #expect(last.take([row(1), row(.max)], at: 0).isEmpty)
    }

    @Test("what never appears is given up, and a wide gap is one of deleted rows")
    func givenUp() {
        var cursor = EventCursor(after: 0)
        _ = cursor.take([row(1), row(3)], at: 0)
        _ = cursor.take([], at: EventCursor.patience + 1)
        #expect(cursor.missing.isEmpty)
        _ = cursor.take([row(1_000_000)], at: 100)
        #expect(cursor.missing.isEmpty)
        for start in stride(from: 1_000_001, to: 1_005_000, by: 2) { _ = cursor.take([row(Int64(start + 1))], at: 100) }
        #expect(cursor.missing.count <= EventCursor.most)
    }
}
