/// Who calls a tool.
public struct Caller: Sendable {
    /// How the caller shows that a lease is its own.
    public enum Proof: Sendable {
        /// Its process has not claimed the task, and it has shown no token: its name has to do.
        case none
        /// The token that it has given: the lease must be that one.
        case token(String)
        /// Its process has claimed the task: the lease must be one that this process took.
        case process
    }

    public var agentID: String
    public var proof: Proof

    public init(agentID: String, proof: Proof = .none) {
        self.agentID = agentID
        self.proof = proof
    }
}

extension QueueTransaction {
    /// The task, locked, if it is the caller's.
    ///
    /// - Throws: `task_not_found`, `lease_lost` when the task has gone to another lease, `not_owner`.
    func owned(_ id: String, by caller: Caller) throws -> TaskRecord {
        let task = try self.task(id)
        let isOwner = caller.agentID.isExactly(task.assignedAgentID)
        if task.state.isLeased, !shows(caller.proof, task.leaseToken, isOwner) { throw Failure.leaseLost(id) }
        guard isOwner else { throw Failure.notOwner(id) }
        return task
    }

    private func shows(_ proof: Caller.Proof, _ token: String?, _ isOwner: Bool) -> Bool {
        switch proof {
        case .none: true
        case .token(let given): given.isExactly(token)
        // Another agent of this process may have the task now.
        case .process: mark.isOn(token) && isOwner
        }
    }

    /// Lets the lease of an owned task begin again. Returns its token and end; nil when the task carries no lease.
    @discardableResult
    func renew(_ task: TaskRecord) throws -> (token: String, end: Timestamp)? {
        guard task.state.isLeased else { return nil }
        // A row put in by hand may lack a token.
        let token = task.leaseToken ?? mark.newToken()
        let columns = lease(token)
        try connection.execute(
            "UPDATE tasks SET lease_token = ?, lease_expires_at = ? WHERE id = ?", columns.map(\.value) + [.text(task.id)])
        return (token, leaseEnd)
    }

    /// Lets all leases of this process begin again, but for those whose rows somebody is changing at this moment. Returns how many it
    /// has passed over.
    func renewAll() throws -> Int {
        let isOurs = "state IN ('in_progress', 'needs_input') AND lease_token LIKE ?"
        // Looked for without locks: on a server they would fall on the rows of others.
        let ids = try connection.query("SELECT id FROM tasks WHERE \(isOurs) ORDER BY id", [mark.pattern]).compactMap { $0.text("id") }
        return try ids.count(where: { id in
            let values: [SQLValue] = [.text(id), mark.pattern]
            let found = try connection.query("SELECT id FROM tasks WHERE id = ? AND \(isOurs)\(dialect.forUpdateSkippingLocked)", values)
            guard !found.isEmpty else { return true }
            try connection.execute("UPDATE tasks SET lease_expires_at = ? WHERE id = ?", [time(leaseEnd), .text(id)])
            return false
        })
    }
}
