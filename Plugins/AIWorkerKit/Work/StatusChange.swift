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
        guard let metadata = try metadata?.keepable("metadata"), !metadata.isNull else { return }
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

/// What a change of state does besides writing the state.
private struct Transition {
    /// Of the task.
    var columns: [(name: String, value: SQLValue)]
    /// Of the lease that begins; nil: none does.
    var token: String?
    /// For who holds on to the task: whether the agent is tied to it after this. Else it is freed.
    var isHeld = false
}

extension QueueTransaction {
    func changeStatus(_ id: String, by caller: Caller, _ request: StatusRequest) throws -> StatusChange {
        // Given back already: nobody owns it any more, and still the repeat is no mistake.
        if request.state == .backlog, try hasReleased(id, caller.agentID) { return StatusChange(taskID: id, old: .backlog, new: .backlog) }
        let task = try owned(id, by: caller)
        if task.state == request.state {
            try keep(request, of: task)
            return StatusChange(taskID: id, old: task.state, new: task.state)
        }
        guard task.state.openToAgent.contains(request.state) else {
            throw Failure.invalidTransition(task.state, request.state, allowed: task.state.openToAgent)
        }
        let transition = try transition(of: task, by: caller, request)
        try move(task, to: request.state, by: caller.agentID, metadata: request.metadata, request.columns + transition.columns)
        switch request.state {
        case .readyToTest: try emit(.readyToTest, task, ["taskId": .string(id), "previewUrl": .optional(task.previewURL)])
        case .completed:
            try connection.execute(
                "UPDATE agents SET tasks_completed = tasks_completed + 1 WHERE id = ?", [.text(caller.agentID)])
        case .failed: try cancelQuestions(of: id)
        case .backlog, .inProgress, .needsInput, .approved, .cancelled: break
        }
        if transition.isHeld { try tie(caller.agentID, to: id) } else { try free(caller.agentID, from: id) }
        return StatusChange(taskID: id, old: task.state, new: request.state, leaseToken: transition.token)
    }

    /// - Throws: what stands in the way of a change that the table of states allows.
    private func transition(of task: TaskRecord, by caller: Caller, _ request: StatusRequest) throws -> Transition {
        switch request.state {
        case .needsInput:
            guard try pendingQuestions(of: task.id) > 0 else { throw Failure.questionRequired }
            return Transition(columns: lease(task.leaseToken ?? mark.newToken()), isHeld: true)
        case .inProgress where task.state == .needsInput:
            let open = try pendingQuestions(of: task.id)
            guard open == 0 else { throw Failure.questionPending(open) }
            return Transition(columns: lease(task.leaseToken ?? mark.newToken()), isHeld: true)
        case .inProgress:
            let agent = try present(caller.agentID)
            if let other = try liveTask(of: agent), !other.id.isExactly(task.id) { throw Failure.agentBusy(other.id) }
            let token = mark.newToken()
            return Transition(columns: lease(token) + [("assigned_at", time(now))], token: token, isHeld: true)
        case .completed:
            return Transition(columns: noLease + (task.completedAt == nil ? [("completed_at", time(now))] : []))
        case .failed:
            return Transition(columns: noLease + [("failure_reason", .text(request.error ?? "reported by the agent"))])
        case .backlog:
            return Transition(columns: noLease + [("assigned_agent_id", .null), ("assigned_at", .null)])
        case .readyToTest, .approved, .cancelled:
            return Transition(columns: noLease)
        }
    }

    /// Whether the last thing that happened to a task is that this agent gave it back. What the sweep takes back is on record as
    /// nobody's doing.
    private func hasReleased(_ id: String, _ agent: String) throws -> Bool {
        guard let task = try lockedTask(id), task.state == .backlog, task.assignedAgentID == nil else { return false }
        let last = try connection.query(
            "SELECT payload FROM outbox_events WHERE task_id = ? AND event = ? ORDER BY id DESC LIMIT 1",
            [.text(id), .text(OutboxEvent.Kind.statusChanged.rawValue)]
        ).first?.text("payload").flatMap { JSON(text: $0) }
        return last?["newState"]?.asString == TaskState.backlog.rawValue && agent.isExactly(last?["agentId"]?.asString)
    }

    /// The state stays; what the agent says about its work in progress is kept.
    private func keep(_ request: StatusRequest, of task: TaskRecord) throws {
        guard task.state.isLeased else { return }
        if let metadata = request.metadata, metadata != task.resultMetadata {
            try set(task.id, request.columns)
            try emit(.updated, task, ["taskId": .string(task.id), "metadata": metadata])
        }
        try renew(task)
    }
}
