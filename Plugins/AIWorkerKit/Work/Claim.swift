/// What `get_next_task` found.
public struct Claim: Sendable {
    public var task: TaskRecord
    /// Whether the agent held it already.
    public var isResumed: Bool
    public var project: Project?
    public var questions: [Question]

    public var json: JSON {
        [
            "task": [
                "id": .string(task.id), "title": .string(task.title), "description": .optional(task.description),
                "priority": .integer(task.priority), "state": .string(task.state.rawValue),
                "attempt": .integer(task.attemptCount), "leaseToken": .optional(task.leaseToken),
                "leaseExpiresAt": .optional(task.leaseExpiresAt), "branchName": .optional(task.branchName),
                "prNumber": .optional(task.pullRequestNumber), "prUrl": .optional(task.pullRequestURL),
                "previewUrl": .optional(task.previewURL), "questions": .array(questions.map(\.details)),
                "project": project?.summary ?? .null,
            ],
            "resumed": .bool(isResumed),
        ]
    }
}

extension QueueTransaction {
    /// Registers or refreshes an agent, and gives it the task it holds or the next one it can do. nil: nothing to do.
    ///
    /// - Parameter capabilities: replace the stored ones; nil: those stay.
    func nextTask(for agentID: String, capabilities: [String]?) throws -> Claim? {
        let agent = try present(agentID, capabilities: capabilities)
        if let held = try liveTask(of: agent) {
            var task = held
            let token = mark.newToken()
            try set(task.id, lease(token))
            try tie(agentID, to: task.id)
            task.leaseToken = token
            task.leaseExpiresAt = leaseEnd
            return try claim(task, isResumed: true)
        }
        guard let task = try takeNext(for: agentID, able: Capabilities.folded(agent.capabilities)) else {
            // The tie to a task that a person has cancelled stays until a heartbeat has told of it.
            if agent.status == "busy" || agent.status == "offline" {
                try connection.execute("UPDATE agents SET status = 'idle' WHERE id = ?", [.text(agentID)])
            }
            return nil
        }
        return try claim(task, isResumed: false)
    }

    private func claim(_ task: TaskRecord, isResumed: Bool) throws -> Claim {
        Claim(
            task: task, isResumed: isResumed, project: try project(task.projectID),
            questions: try questions(of: task.id))
    }

    /// The agent, locked and heard of now.
    func present(_ id: String, capabilities: [String]? = nil) throws -> Agent {
        var agent = try agent(id) ?? register(id)
        if let capabilities {
            agent.capabilities = capabilities
            try connection.execute(
                "UPDATE agents SET last_heartbeat = ?, updated_at = ?, capabilities = ? WHERE id = ?",
                [time(now), time(now), .text(Capabilities.text(capabilities)), .text(id)])
        } else {
            try connection.execute(
                "UPDATE agents SET last_heartbeat = ?, updated_at = ? WHERE id = ?", [time(now), time(now), .text(id)])
        }
        return agent
    }

    private func register(_ id: String) throws -> Agent {
        if rules.isRegistrationClosed { throw Failure.agentNotFound(id) }
        // Another process may be faster; then its row is as good.
        do {
            try connection.execute(
                "INSERT INTO agents (id, name, capabilities, status, created_at, updated_at) VALUES (?, ?, '[]', 'idle', ?, ?)",
                [.text(id), .text(id), time(now), time(now)])
        } catch StoreError.duplicate {}
        guard let agent = try agent(id) else { throw Failure.agentNotFound(id) }
        return agent
    }

    /// The task that an agent holds, locked.
    func liveTask(of agent: Agent) throws -> TaskRecord? {
        if let id = agent.currentTaskID, let task = try lockedTask(id), task.state.isLeased, agent.id.isExactly(task.assignedAgentID) {
            return task
        }
        // People who put a task into work by hand may not have tied the agent to it. Looked for without locks, which on a server could
        // fall on rows that it passes on the way.
        let row = try connection.query(
            "SELECT id FROM tasks WHERE assigned_agent_id = ? AND state IN ('in_progress', 'needs_input') ORDER BY id LIMIT 1",
            [.text(agent.id)]
        ).first
        guard let id = row?.text("id"), let task = try lockedTask(id), task.state.isLeased, agent.id.isExactly(task.assignedAgentID) else {
            return nil
        }
        return task
    }

    /// How many candidates are looked at first, because most claims take one of them, and how many at a time after those.
    private static let (firstLook, furtherLooks) = (20, 1000)

    private func takeNext(for agentID: String, able: Set<String>) throws -> TaskRecord? {
        var limit = Self.firstLook
        var last: Row?
        while true {
            let page = try candidates(after: last, limit)
            for row in page {
                // What cannot be read nobody is known to be able to do.
                if let id = row.text("id"), let needed = Capabilities.needed(row.text("required_capabilities")), needed.isSubset(of: able),
                    let task = try take(id, for: agentID)
                {
                    return task
                }
            }
            guard page.count == limit else { return nil }
            last = page.last
            limit = Self.furtherLooks
        }
    }

    /// What could be claimed, in the order of claims. The conditions are such that an index leads to the place to go on from.
    ///
    /// - Parameter last: the one to go on behind.
    private func candidates(after last: Row?, _ limit: Int) throws -> [Row] {
        let created = dialect.comparable("created_at")
        func find(_ condition: String, _ values: [SQLValue], _ limit: Int) throws -> [Row] {
            try connection.query(
                """
                SELECT id, priority, \(created) AS created, required_capabilities FROM tasks
                WHERE state = 'backlog' AND \(condition) AND (run_after IS NULL OR \(dialect.comparable("run_after")) <= ?)
                ORDER BY priority DESC, \(created), id LIMIT ?
                """, values + [dialect.comparable(now), .integer(Int64(limit))])
        }
        guard let last else { return try find("1 = 1", [], limit) }
        let (priority, time, id) = (last["priority"], last["created"], last["id"])
        let equals: [Row]
        if time == .null {
            // A time that somebody emptied comes before all others.
            equals = try find("priority = ? AND (\(created) IS NOT NULL OR id > ?)", [priority, id], limit)
        } else {
            equals = try find("priority = ? AND \(created) >= ? AND (\(created) > ? OR id > ?)", [priority, time, time, id], limit)
        }
        guard equals.count < limit else { return equals }
        return try equals + find("priority < ?", [priority], limit - equals.count)
    }

    /// Takes one candidate, unless somebody else was faster.
    private func take(_ id: String, for agentID: String) throws -> TaskRecord? {
        let row = try connection.query(
            "SELECT * FROM tasks WHERE id = ? AND state = 'backlog'" + dialect.forUpdateSkippingLocked, [.text(id)]
        ).first
        guard var task = row.flatMap(TaskRecord.init) else { return nil }
        let token = mark.newToken()
        // A server's column ends there.
        let attempt = task.attemptCount < Int64(Int32.max) ? task.attemptCount + 1 : task.attemptCount
        var columns: [(name: String, value: SQLValue)] = [
            ("assigned_agent_id", .text(agentID)), ("assigned_at", time(now)), ("attempt_count", .integer(attempt)),
            ("failure_reason", .null),
        ]
        if task.startedAt == nil { columns.append(("started_at", time(now))) }
        try move(task, to: .inProgress, by: agentID, columns + lease(token))
        try tie(agentID, to: id)
        task.state = .inProgress
        task.assignedAgentID = agentID
        task.attemptCount = attempt
        task.leaseToken = token
        task.leaseExpiresAt = leaseEnd
        return task
    }
}
