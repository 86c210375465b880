import Foundation

/// One transaction of the queue: a connection, the moment that counts in it, and what all operations share. What it throws rolls
/// everything back.
public struct QueueTransaction {
    let connection: any Connection
    public let now: Timestamp
    let rules: QueueRules
    let mark: LeaseMark

    init(_ connection: any Connection, _ rules: QueueRules, _ mark: LeaseMark) throws {
        self.connection = connection
        self.rules = rules
        self.mark = mark
        now = try connection.now()
    }

    var dialect: Dialect { connection.dialect }

    func time(_ moment: Timestamp?) -> SQLValue { dialect.time(moment) }

    /// A task, locked until the end of the transaction.
    func task(_ id: String) throws -> TaskRecord {
        guard let task = try lockedTask(id) else { throw Failure.taskNotFound(id) }
        return task
    }

    func lockedTask(_ id: String) throws -> TaskRecord? {
        let rows = try connection.query("SELECT * FROM tasks WHERE id = ?\(dialect.forUpdate)", [.text(id)])
        // MySQL ignores blanks at the end of what it compares.
        return rows.lazy.compactMap(TaskRecord.init).first { $0.id.isExactly(id) }
    }

    func project(_ id: String) throws -> Project? {
        try connection.query("SELECT * FROM projects WHERE id = ?", [.text(id)]).first.map(Project.init)
    }

    func agent(_ id: String, locked: Bool = true) throws -> Agent? {
        try connection.query("SELECT * FROM agents WHERE id = ?\(locked ? dialect.forUpdate : "")", [.text(id)])
            .lazy.map(Agent.init).first { $0.id.isExactly(id) }
    }

    /// Writes columns of a task, and when.
    func set(_ task: String, _ columns: [(name: String, value: SQLValue)]) throws {
        let list = (columns.map { "\($0.name) = ?" } + ["updated_at = ?"]).joined(separator: ", ")
        try connection.execute("UPDATE tasks SET \(list) WHERE id = ?", columns.map(\.value) + [time(now), .text(task)])
    }

    /// Moves a locked task to another state, with other columns, and writes the event.
    ///
    /// - Parameter agent: who is told to have done it; nil: nobody or a person.
    func move(
        _ task: TaskRecord, to state: TaskState, by agent: String?, metadata: JSON? = nil,
        _ columns: [(name: String, value: SQLValue)] = []
    ) throws {
        try set(task.id, [("state", .text(state.rawValue))] + columns)
        var payload: JSON.Object = JSON.Object([
            (key: "taskId", value: .string(task.id)), (key: "oldState", value: .string(task.state.rawValue)),
            (key: "newState", value: .string(state.rawValue)), (key: "agentId", value: .optional(agent)),
        ])
        if let metadata { payload["metadata"] = metadata }
        try emit(.statusChanged, task, .object(payload))
    }

    /// Writes an event for the outbox.
    func emit(_ event: OutboxEvent.Kind, _ task: TaskRecord, _ payload: JSON) throws {
        try connection.execute(
            "INSERT INTO outbox_events (event_id, event, task_id, project_id, payload, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            [.text(newID()), .text(event.rawValue), .text(task.id), .text(task.projectID), .text(payload.text), time(now)])
    }

    /// The columns that end a lease.
    var noLease: [(name: String, value: SQLValue)] { [("lease_token", .null), ("lease_expires_at", .null)] }

    /// The columns of a lease that begins or goes on now.
    func lease(_ token: String) -> [(name: String, value: SQLValue)] {
        [("lease_token", .text(token)), ("lease_expires_at", time(leaseEnd))]
    }

    var leaseEnd: Timestamp { now.adding(seconds: rules.leaseSeconds) }

    /// Unties an agent from a task, if it is tied to that one.
    func free(_ agent: String?, from task: String, status: String = "idle") throws {
        guard let agent else { return }
        try connection.execute(
            "UPDATE agents SET current_task_id = NULL, status = ?, updated_at = ? WHERE id = ? AND current_task_id = ?",
            [.text(status), time(now), .text(agent), .text(task)])
    }

    /// Ties an agent to a task.
    func tie(_ agent: String, to task: String) throws {
        try connection.execute(
            "UPDATE agents SET current_task_id = ?, status = 'busy', updated_at = ? WHERE id = ?",
            [.text(task), time(now), .text(agent)])
    }

    func newID() -> String { UUID().uuidString.lowercased() }
}
