extension QueueTransaction {
    /// Most leases that one transaction ends, so that nobody waits long for its locks.
    static let sweepLimit = 50

    /// Whether there is anything for `sweep`. Reads only.
    func needsSweep() throws -> Bool {
        let expired = try connection.query(
            "SELECT 1 FROM tasks WHERE \(isExpired) LIMIT 1", [dialect.comparable(now)])
        return try !expired.isEmpty || !leftLeases(limit: 1).isEmpty || !answeredParked(limit: 1).isEmpty
    }

    /// Ends expired leases, clears those that were left behind, and puts parked tasks whose questions are answered back into the
    /// backlog. Rows that somebody else has locked are passed over: each claim sweeps first and must not wait for them. Returns how many
    /// tasks it changed and whether there may be more.
    func sweep() throws -> (changed: Int, isMore: Bool) {
        let limit = Self.sweepLimit
        let expired = try connection.query(
            "SELECT id FROM tasks WHERE \(isExpired) ORDER BY lease_expires_at LIMIT \(limit)", [dialect.comparable(now)]
        ).compactMap { $0.text("id") }.filter { try expire($0) }
        let left = try leftLeases(limit: limit).filter { try clearLease($0) }
        let parked = try answeredParked(limit: limit).filter { try unpark($0) }
        // One may have been parked and taken from there at once.
        let changed = Set((expired + left + parked).map { Identifier($0) }).count
        return (changed, isMore: [expired, left, parked].contains { $0.count == limit })
    }

    private var isExpired: String {
        "state IN ('in_progress', 'needs_input') AND lease_expires_at IS NOT NULL AND \(dialect.comparable("lease_expires_at")) < ?"
    }

    /// A task, locked, if nobody else is at it. By its id, so that on a server no other row is locked.
    private func freeTask(_ id: String, _ condition: String = "1 = 1", _ values: [SQLValue] = []) throws -> TaskRecord? {
        try connection.query("SELECT * FROM tasks WHERE id = ? AND \(condition)" + dialect.forUpdateSkippingLocked, [.text(id)] + values)
            .lazy.compactMap(TaskRecord.init).first { $0.id.isExactly(id) }
    }

    /// Whether nobody else is at an agent; then it is locked.
    private func isFree(agent id: String) throws -> Bool {
        let isThere = try agent(id, locked: false) != nil
        return try !isThere || !connection.query("SELECT id FROM agents WHERE id = ?" + dialect.forUpdateSkippingLocked, [.text(id)]).isEmpty
    }

    /// Ends a lease, unless somebody else is at that task or at its agent.
    private func expire(_ id: String) throws -> Bool {
        guard let task = try freeTask(id, isExpired, [dialect.comparable(now)]), try task.assignedAgentID.map(isFree(agent:)) ?? true
        else { return false }
        try expire(task)
        return true
    }

    /// Tasks that somebody moved with plain SQL and left the lease behind.
    private func leftLeases(limit: Int) throws -> [String] {
        let states = TaskState.allCases.filter { !$0.isLeased }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try connection.query(
            "SELECT id FROM tasks WHERE state IN (\(states)) AND lease_expires_at IS NOT NULL LIMIT \(limit)", []
        ).compactMap { $0.text("id") }
    }

    private func clearLease(_ id: String) throws -> Bool {
        guard let task = try freeTask(id), !task.state.isLeased else { return false }
        try set(id, noLease)
        return true
    }

    private func unpark(_ id: String) throws -> Bool {
        guard let task = try freeTask(id), task.state == .needsInput, task.assignedAgentID == nil, try pendingQuestions(of: id) == 0
        else { return false }
        try move(task, to: .backlog, by: nil, noLease)
        return true
    }

    private func expire(_ task: TaskRecord) throws {
        let released: [(name: String, value: SQLValue)] = [("assigned_agent_id", .null), ("assigned_at", .null)] + noLease
        if task.state == .needsInput {
            // Parked: it waits for its answer without an agent.
            try set(task.id, released)
            try emit(.updated, task, ["taskId": .string(task.id), "assignedAgentId": nil])
        } else if task.attemptCount < task.maxAttempts ?? rules.maxAttempts {
            // By nobody: an agent that gives its task back is on record with that.
            try move(task, to: .backlog, by: nil, released)
        } else {
            // Who tried last stays on the row.
            try move(task, to: .failed, by: nil, noLease + [("failure_reason", "lease_expired")])
        }
        try free(task.assignedAgentID, from: task.id, status: "offline")
    }

    private func answeredParked(limit: Int) throws -> [String] {
        try connection.query(
            """
            SELECT id FROM tasks WHERE state = 'needs_input' AND assigned_agent_id IS NULL AND NOT EXISTS (
              SELECT 1 FROM task_questions WHERE task_questions.task_id = tasks.id AND task_questions.status = 'pending')
            ORDER BY id LIMIT \(limit)
            """, []
        ).compactMap { $0.text("id") }
    }
}
