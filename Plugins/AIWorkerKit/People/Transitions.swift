extension QueueTransaction {
    /// Moves a task where a person may take it. Asking for the state it has changes nothing.
    ///
    /// - Throws: `task_not_found`; `invalid_transition`.
    func move(_ id: String, byPersonTo target: TaskState) throws -> StatusChange {
        let task = try person(task: id)
        if task.state == target { return StatusChange(taskID: id, old: target, new: target) }
        guard task.state.openToPerson.contains(target) else { throw Failure.refused(task, target) }
        var columns = noLease
        switch target {
        case .backlog:
            // The next agent begins as the first one did; the events keep the past.
            columns += [
                ("assigned_agent_id", .null), ("assigned_at", .null), ("completed_at", .null), ("failure_reason", .null),
                ("attempt_count", 0),
            ]
            try free(task.assignedAgentID, from: id)
        case .cancelled:
            // The agent stays tied to it, so that its next heartbeat can tell it.
            try cancelQuestions(of: id)
        default:
            try free(task.assignedAgentID, from: id)
        }
        try move(task, to: target, by: nil, columns)
        return StatusChange(taskID: id, old: task.state, new: target)
    }

    /// A task, locked, with a message for people where there is none.
    private func person(task id: String) throws -> TaskRecord {
        guard let task = try lockedTask(id) else { throw Failure.unknownToPeople(task: id) }
        return task
    }

    /// An answer from a person who need not be there when the agent reads it.
    func answerByPerson(_ id: String, _ response: String) throws -> Question {
        guard response.utf8.count <= 256 << 10 else { throw Failure.invalidArgument("The answer is longer than 256 KiB.") }
        guard let asked = try question(id, locked: false) else {
            throw Failure.make("question_not_found", "There is no question \(id). `aiworkerctl question list` names them.")
        }
        // The task first, as everywhere, so that two never wait for each other.
        guard let task = try lockedTask(asked.taskID), try answer(id, response.storable) else {
            let status = try (question(id) ?? asked).status.rawValue
            throw Failure.make(
                "question_closed", "Question \(id) is \(status) already; nothing was changed.",
                JSON.Object([(key: "status", value: .string(status))]))
        }
        try emit(.updated, task, ["taskId": .string(task.id), "questionId": .string(id), "questionStatus": "answered"])
        return try question(id) ?? asked
    }
}

extension Failure {
    fileprivate static func refused(_ task: TaskRecord, _ target: TaskState) -> Failure {
        let word: [TaskState: String] = [.backlog: "re-queued", .approved: "approved", .cancelled: "cancelled"]
        let possible = task.state.openToPerson
        let advice: String
        switch (task.state, target) {
        case (.inProgress, .backlog), (.needsInput, .backlog):
            advice = " An agent holds it; it comes back by itself when its lease ends. To stop it for good, cancel it."
        case (_, .approved) where task.state != .readyToTest: advice = " Only a task that is ready_to_test can be."
        default: advice = ""
        }
        return make(
            "invalid_transition",
            "Task \(task.id) is \(task.state.rawValue) and cannot be \(word[target] ?? target.rawValue)." + advice
                + (possible.isEmpty ? " Nothing can be done with it any more." : ""),
            JSON.Object([
                (key: "from", value: .string(task.state.rawValue)), (key: "to", value: .string(target.rawValue)),
                (key: "allowed", value: .array(possible.map { .string($0.rawValue) })),
            ]))
    }
}
