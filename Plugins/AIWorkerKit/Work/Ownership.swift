/// Who calls a tool.
public struct Caller: Sendable, Equatable {
    public var agentID: String
    /// The tokens of the leases under which it may work: the one it gave, or those that its process has taken for it. nil: it has
    /// shown none, and its process has not claimed the task.
    public var leaseTokens: Set<String>?
    /// The token of a lease that begins with this call; nil: one is made.
    public var nextToken: String?

    public init(agentID: String, leaseTokens: Set<String>? = nil, nextToken: String? = nil) {
        self.agentID = agentID
        self.leaseTokens = leaseTokens
        self.nextToken = nextToken
    }

    /// - Parameter leaseToken: the one that the call gave.
    public init(agentID: String, leaseToken: String?) {
        self.init(agentID: agentID, leaseTokens: leaseToken.map { [$0] })
    }
}

extension QueueTransaction {
    /// The task, locked, if it is the caller's.
    ///
    /// - Throws: `task_not_found`, `lease_lost` when the task has gone to another lease, `not_owner`.
    func owned(_ id: String, by caller: Caller) throws -> TaskRecord {
        let task = try self.task(id)
        if let tokens = caller.leaseTokens, task.state.isLeased, !tokens.contains(task.leaseToken ?? "") { throw Failure.leaseLost(id) }
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
