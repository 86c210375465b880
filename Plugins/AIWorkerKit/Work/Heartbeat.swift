/// What `heartbeat` tells.
public struct Heartbeat: Sendable {
    public var status: String
    public var task: TaskRecord?
    public var leaseExpiresAt: Timestamp?
    /// Whether a person has cancelled the task that the agent held.
    public var isCancelled: Bool

    public var json: JSON {
        [
            "success": true, "status": .string(status), "currentTaskId": .optional(isCancelled ? nil : task?.id),
            "taskState": .optional(task?.state.rawValue), "leaseExpiresAt": .optional(leaseExpiresAt), "cancelled": .bool(isCancelled),
        ]
    }
}

extension QueueTransaction {
    func heartbeat(_ agentID: String, status said: String, leaseToken: String?) throws -> Heartbeat {
        let agent = try present(agentID)
        let live = try liveTask(of: agent)
        var end: Timestamp?
        if let live {
            // A twin that holds an older lease must not prolong the newer one.
            if let leaseToken, !leaseToken.isExactly(live.leaseToken) { throw Failure.leaseLost(live.id) }
            end = try renew(live)?.end
        }
        let status = live != nil && said == "idle" ? "busy" : said
        var cancelled: TaskRecord?
        if live == nil, let id = agent.currentTaskID, let task = try lockedTask(id), task.state == .cancelled { cancelled = task }
        let current = live?.id
        try connection.execute(
            "UPDATE agents SET status = ?, current_task_id = ?, last_heartbeat = ?, updated_at = ? WHERE id = ?",
            [.text(status), SQLValue(current), time(now), time(now), .text(agentID)])
        return Heartbeat(status: status, task: live ?? cancelled, leaseExpiresAt: end, isCancelled: cancelled != nil)
    }
}
