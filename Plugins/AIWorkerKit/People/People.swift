/// What people do with the queue, at a terminal or in a browser. Each change is one transaction with its event. Safe from any thread;
/// functions block on the database and throw `Failure`.
public struct People: Sendable {
    let queue: TaskQueue

    /// - Parameter rules: those of the hosts on the same store.
    public init(_ database: any Database, rules: QueueRules = QueueRules()) { queue = TaskQueue(database, rules: rules) }

    // MARK: Projects

    /// - Throws: `invalid_argument`; `already_exists`.
    public func add(_ project: NewProject) throws -> Project { try queue.write { try $0.add(project) } }

    /// Writes the columns that are given and leaves the others. An empty text empties a column.
    ///
    /// - Throws: `project_not_found`; `invalid_argument`.
    public func set(_ project: NewProject) throws -> Project { try queue.write { try $0.set(project) } }

    /// By name.
    public func projects() throws -> [Project] {
        try queue.read { try $0.connection.query("SELECT * FROM projects ORDER BY name, id", []).map(Project.init) }
    }

    /// - Throws: `project_not_found`.
    public func project(_ id: String) throws -> Project {
        try queue.read { transaction in
            guard let project = try transaction.project(id), project.id == id else { throw Failure.projectNotFound(id) }
            return project
        }
    }

    // MARK: Tasks

    /// Puts a task into the backlog.
    ///
    /// - Throws: `project_not_found`; `invalid_argument`; `already_exists`.
    public func add(_ task: NewTask) throws -> TaskRecord { try queue.write { try $0.add(task) } }

    /// One page.
    ///
    /// - Throws: `invalid_argument` for a page that cannot be.
    public func tasks(_ filter: TaskFilter) throws -> TaskList { try queue.read { try $0.tasks(filter) } }

    /// Everything about a task that people may see, as the tool get_task_details tells it.
    ///
    /// - Throws: `task_not_found`.
    public func details(_ task: String) throws -> JSON {
        do {
            return try queue.details(task)
        } catch let failure as Failure where failure.code == "task_not_found" {
            throw Failure.unknownToPeople(task: task)
        }
    }

    /// Stops a task for good. Its agent hears of it with its next heartbeat.
    public func cancel(_ task: String) throws -> StatusChange { try queue.write { try $0.move(task, byPersonTo: .cancelled) } }

    /// Puts a task back into the backlog, with all its attempts before it.
    public func requeue(_ task: String) throws -> StatusChange { try queue.write { try $0.move(task, byPersonTo: .backlog) } }

    /// Accepts what is ready to test.
    public func approve(_ task: String) throws -> StatusChange { try queue.write { try $0.move(task, byPersonTo: .approved) } }

    // MARK: Questions

    /// - Throws: `question_not_found`; `question_closed` when it was answered or cancelled before.
    public func answer(_ question: String, _ response: String) throws -> Question {
        try queue.write { try $0.answerByPerson(question, response) }
    }

    /// Oldest first.
    ///
    /// - Parameter onlyOpen: whether to leave out what is answered or cancelled.
    public func questions(task: String?, onlyOpen: Bool, limit: Int = 200) throws -> [AskedOfPeople] {
        try queue.read { try $0.questions(task: task, onlyOpen: onlyOpen, limit: limit) }
    }

    // MARK: Agents and what happened

    /// Registers an agent, for hosts that take no unknown ones.
    ///
    /// - Throws: `invalid_argument`; `already_exists`.
    public func add(_ agent: NewAgent) throws -> Agent { try queue.write { try $0.add(agent) } }

    /// By id. `now` is the time of the store, for the age of heartbeats.
    public func agents() throws -> (agents: [Agent], now: Timestamp) {
        try queue.read { transaction in
            (try transaction.connection.query("SELECT * FROM agents ORDER BY id LIMIT 1000", []).map(Agent.init), transaction.now)
        }
    }

    /// How long an agent may be silent before its task goes to another.
    public var leaseSeconds: Double { queue.rules.leaseSeconds }

    /// The last lines, oldest first.
    public func log(agent: String?, task: String?, limit: Int) throws -> [LogLine] {
        try queue.read { try $0.log(agent: agent, task: task, limit: limit) }
    }

    /// Events with a greater id, in their order.
    public func events(after id: Int64, limit: Int) throws -> [OutboxEvent] {
        try queue.read { transaction in
            try transaction.connection.query(
                "SELECT * FROM outbox_events WHERE id > ? ORDER BY id LIMIT ?", [.integer(id), .integer(Int64(limit))]
            ).map(OutboxEvent.init)
        }
    }

    /// Events with these ids, in their order.
    public func events(_ ids: [Int64]) throws -> [OutboxEvent] {
        guard !ids.isEmpty else { return [] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        return try queue.read { transaction in
            try transaction.connection.query("SELECT * FROM outbox_events WHERE id IN (\(marks)) ORDER BY id", ids.map { .integer($0) })
                .map(OutboxEvent.init)
        }
    }

    /// The greatest id of an event; 0: there is none.
    public func lastEvent() throws -> Int64 {
        try queue.read { try $0.connection.query("SELECT MAX(id) AS last FROM outbox_events", []).first?.integer("last") ?? 0 }
    }
}

extension Failure {
    /// Worded for a person, who does not call tools.
    static func unknownToPeople(task id: String) -> Failure {
        make("task_not_found", "There is no task \(id). `aiworkerctl task list` names them.")
    }

    /// No project has this id; worded for people.
    public static func projectNotFound(_ id: String) -> Failure {
        make("project_not_found", "There is no project \(id). `aiworkerctl project list` names them; `aiworkerctl project add` makes one.")
    }
}

extension Agent {
    /// Every column, for people.
    public var forPeople: JSON {
        [
            "id": .string(id), "name": .optional(name), "status": .string(status), "currentTaskId": .optional(currentTaskID),
            "lastHeartbeat": .optional(lastHeartbeat), "tasksCompleted": .integer(tasksCompleted),
            "capabilities": .array(capabilities.map { .string($0) }),
        ]
    }
}
