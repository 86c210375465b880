/// What `update_task_status` is asked for.
public struct StatusRequest: Sendable {
    public var state: TaskState
    /// Kept whole as `result_metadata`.
    public var metadata: JSON?
    /// Of the metadata; 0 or more.
    public var durationMinutes: Double?
    /// Of the metadata: why it failed.
    public var error: String?

    /// Longest metadata in bytes.
    public static let longestMetadata = 64 << 10

    /// - Throws: `invalid_argument`.
    public init(state: TaskState, metadata: JSON?) throws {
        self.state = state
        guard let metadata = metadata?.storable, !metadata.isNull else { return }
        guard let object = metadata.asObject else { throw Failure.invalidArgument("metadata must be an object.") }
        guard metadata.utf8.count <= Self.longestMetadata else {
            throw Failure.invalidArgument("metadata is \(metadata.utf8.count) bytes long, allowed are \(Self.longestMetadata).")
        }
        self.metadata = metadata
        if let duration = object["durationMinutes"], !duration.isNull {
            guard let minutes = duration.asNumber, minutes >= 0, minutes.isFinite else {
                throw Failure.invalidArgument("metadata.durationMinutes must be a number of 0 or more.")
            }
            durationMinutes = minutes
        }
        if let error = object["error"], !error.isNull {
            guard let text = error.asString else { throw Failure.invalidArgument("metadata.error must be a text.") }
            self.error = text
        }
    }
}

/// What came of it.
public struct StatusChange: Sendable {
    public var taskID: String
    public var old: TaskState
    public var new: TaskState
    /// Of the lease that began with the change; nil: none did.
    public var leaseToken: String?

    public init(taskID: String, old: TaskState, new: TaskState, leaseToken: String? = nil) {
        self.taskID = taskID
        self.old = old
        self.new = new
        self.leaseToken = leaseToken
    }

    public var json: JSON {
        var object = JSON.Object([
            (key: "success", value: true), (key: "taskId", value: .string(taskID)), (key: "oldState", value: .string(old.rawValue)),
            (key: "newState", value: .string(new.rawValue)), (key: "changed", value: .bool(old != new)),
        ])
        if let leaseToken { object["leaseToken"] = .string(leaseToken) }
        return .object(object)
    }
}

extension StatusRequest {
    /// What it says of the result.
    fileprivate var columns: [(name: String, value: SQLValue)] {
        var columns: [(name: String, value: SQLValue)] = []
        if let metadata { columns.append(("result_metadata", .text(metadata.text))) }
        if let durationMinutes { columns.append(("actual_duration_minutes", .real(durationMinutes))) }
        return columns
    }
}

extension QueueTransaction {
    /// Whether the last thing that happened to a task is that this agent gave it back.
    private func hasReleased(_ id: String, _ agent: String) throws -> Bool {
        guard let task = try lockedTask(id), task.state == .backlog, task.assignedAgentID == nil else { return false }
        let last = try connection.query(
            "SELECT payload FROM outbox_events WHERE task_id = ? AND event = ? ORDER BY id DESC LIMIT 1",
            [.text(id), .text(OutboxEvent.Kind.statusChanged.rawValue)]
        ).first?.text("payload").flatMap { JSON(text: $0) }
        return last?["newState"]?.asString == TaskState.backlog.rawValue && last?["agentId"]?.asString == agent
    }

    func changeStatus(_ id: String, by caller: Caller, _ request: StatusRequest) throws -> StatusChange {
        // Given back already: nobody owns it any more, and still the repeat is no mistake.
        if request.state == .backlog, try hasReleased(id, caller.agentID) { return StatusChange(taskID: id, old: .backlog, new: .backlog) }
        let task = try owned(id, by: caller)
        if task.state == request.state {
            if task.state.isLeased, !request.columns.isEmpty { try set(id, request.columns) }
            try renew(task)
            return StatusChange(taskID: id, old: task.state, new: task.state)
        }
        guard task.state.openToAgent.contains(request.state) else {
            throw Failure.invalidTransition(task.state, request.state, allowed: task.state.openToAgent)
        }
        var columns = request.columns
        var change = StatusChange(taskID: id, old: task.state, new: request.state)
        switch request.state {
        case .needsInput:
            guard try pendingQuestions(of: id) > 0 else { throw Failure.questionRequired }
            columns += lease(task.leaseToken ?? newToken())
        case .inProgress where task.state == .needsInput:
            let open = try pendingQuestions(of: id)
            guard open == 0 else { throw Failure.questionPending(open) }
            columns += lease(task.leaseToken ?? newToken())
        case .inProgress:
            let agent = try present(caller.agentID)
            if let other = try liveTask(of: agent), other.id != id { throw Failure.agentBusy(other.id) }
            let token = caller.nextToken ?? newToken()
            columns += lease(token)
            change.leaseToken = token
        case .completed:
            columns += noLease
            if task.completedAt == nil { columns.append(("completed_at", time(now))) }
        case .failed:
            columns += noLease + [("failure_reason", .text(request.error ?? "reported by the agent"))]
            try cancelQuestions(of: id)
        case .backlog:
            columns += noLease + [("assigned_agent_id", .null), ("assigned_at", .null)]
        case .readyToTest, .approved, .cancelled: columns += noLease
        }
        try move(task, to: request.state, by: caller.agentID, metadata: request.metadata, columns)
        if request.state == .readyToTest {
            try emit(.readyToTest, task, ["taskId": .string(id), "previewUrl": .optional(task.previewURL)])
        }
        if request.state == .completed {
            try connection.execute(
                "UPDATE agents SET tasks_completed = tasks_completed + 1 WHERE id = ?", [.text(caller.agentID)])
        }
        if request.state == .inProgress { try tie(caller.agentID, to: id) }
        if !request.state.isLeased { try free(caller.agentID, from: id) }
        return change
    }
}
