/// Who calls a tool.
public struct Caller: Sendable, Equatable {
    public var agentID: String
    /// The token of the lease under which it works: the one it gave, or the one this process got at the claim. nil: neither.
    public var leaseToken: String?

    public init(agentID: String, leaseToken: String? = nil) {
        self.agentID = agentID
        self.leaseToken = leaseToken
    }
}

extension QueueTransaction {
    /// The task, locked, if it is the caller's.
    ///
    /// - Throws: `task_not_found`, `lease_lost` when the task has gone to another lease, `not_owner`.
    func owned(_ id: String, by caller: Caller) throws -> TaskRecord {
        let task = try self.task(id)
        if let token = caller.leaseToken, task.state.isLeased, task.leaseToken != token { throw Failure.leaseLost(id) }
        guard task.assignedAgentID == caller.agentID else { throw Failure.notOwner(id) }
        return task
    }

    /// Lets the lease of an owned task begin again. Returns its token and end; nil when the task carries no lease.
    @discardableResult
    func renew(_ task: TaskRecord) throws -> (token: String, end: Timestamp)? {
        guard task.state.isLeased else { return nil }
        // A row put in by hand may lack a token.
        let token = task.leaseToken ?? newToken()
        let columns = lease(token)
        try connection.execute(
            "UPDATE tasks SET lease_token = ?, lease_expires_at = ? WHERE id = ?", columns.map(\.value) + [.text(task.id)])
        return (token, leaseEnd)
    }
}
