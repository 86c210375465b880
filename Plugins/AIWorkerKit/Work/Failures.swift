// The failures of the tools, by the codes of the contract, worded for the model: what is wrong and what to do.
extension Failure {
    /// Any code, for those that only one place throws.
    public static func make(_ code: String, _ message: String, isRetryable: Bool = false, _ details: JSON.Object = JSON.Object()) -> Failure {
        Failure(code, message, retry: isRetryable ? .later(after: nil) : .never, details: details)
    }

    /// An argument that the schema lets through and the tool cannot take.
    public static func invalidArgument(_ message: String) -> Failure { make("invalid_argument", message) }

    /// A setting that the tool needs is missing or bad; `variable` names it, never its value.
    public static func notConfigured(_ variable: String, _ message: String) -> Failure {
        make("not_configured", message, JSON.Object([(key: "variable", value: .string(variable))]))
    }

    /// No pinned agent, no argument, and nobody was heard of in this process.
    public static var agentRequired: Failure {
        make("agent_required", "No agent is known here: give agentId, or call get_next_task or heartbeat with one first.")
    }

    /// The argument names another agent than the pinned one.
    public static func agentMismatch(_ pinned: String) -> Failure {
        make("agent_mismatch", "This host works for one agent only, \(pinned). Leave agentId out or give that one.")
    }

    /// An unknown agent where registration is closed, or in the log.
    public static func agentNotFound(_ id: String) -> Failure {
        make("agent_not_found", "There is no agent \(id). Ask the operator to register it, or call get_next_task with a known agentId.")
    }

    /// Rework, while the agent holds another task.
    public static func agentBusy(_ task: String) -> Failure {
        make(
            "agent_busy", "The agent already holds task \(task). Finish or release that one first.",
            JSON.Object([(key: "currentTaskId", value: .string(task))]))
    }

    /// No row has exactly that id.
    public static func taskNotFound(_ id: String) -> Failure {
        make("task_not_found", "There is no task \(id). Take the id from get_next_task.")
    }

    /// The task is another agent's, or nobody's.
    public static func notOwner(_ id: String) -> Failure {
        make("not_owner", "Task \(id) is not assigned to this agent. Do not go on with it; call get_next_task for work of your own.")
    }

    /// The lease is not the one that the caller gave, or none that its process took.
    public static func leaseLost(_ id: String) -> Failure {
        make(
            "lease_lost",
            "The lease on task \(id) was lost: another process or agent has taken the task over. Stop working on it and call get_next_task.")
    }

    /// A change that the table of states does not have for the agent; with `from`, `to` and `allowed`.
    public static func invalidTransition(_ from: TaskState, _ to: TaskState, allowed: [TaskState]) -> Failure {
        let list = allowed.map(\.rawValue).joined(separator: ", ")
        return make(
            "invalid_transition",
            "A task in \(from.rawValue) cannot become \(to.rawValue)."
                + (allowed.isEmpty ? " Its agent can change nothing any more; call get_next_task." : " Possible now: \(list)."),
            JSON.Object([
                (key: "from", value: .string(from.rawValue)), (key: "to", value: .string(to.rawValue)),
                (key: "allowed", value: .array(allowed.map { .string($0.rawValue) })),
            ]))
    }

    /// A tool that needs another state than the present one.
    public static func wrongState(_ state: TaskState, needs: [TaskState], to target: TaskState, _ message: String) -> Failure {
        make(
            "invalid_transition", message,
            JSON.Object([
                (key: "from", value: .string(state.rawValue)), (key: "to", value: .string(target.rawValue)),
                (key: "allowed", value: .array(needs.map { .string($0.rawValue) })),
            ]))
    }

    /// `needs_input` without an open question.
    public static var questionRequired: Failure {
        make("question_required", "A task waits for input only with an open question. Call ask_user_question instead; it moves the task.")
    }

    /// Leaving `needs_input` while a question is open.
    public static func questionPending(_ count: Int) -> Failure {
        make(
            "question_pending",
            "\(count == 1 ? "A question is" : "\(count) questions are") still open or not read. Call check_question_response until it answers.")
    }

    /// A column of the project that the tool needs is empty or unusable; `column` names it.
    public static func projectIncomplete(_ column: String, _ project: String, _ why: String) -> Failure {
        make(
            "project_incomplete", "Project \(project) cannot be used for this: \(why). A person has to set \(column) of the project.",
            JSON.Object([(key: "column", value: .string(column))]))
    }
}

extension StoreError {
    /// What a tool answers.
    public var failure: Failure {
        switch self {
        case .busy:
            .make("database_busy", "The database was locked by others for too long. Nothing was changed; call again.", isRetryable: true)
        case .unavailable(let reason):
            .make("database_unavailable", "The database cannot be used: \(reason). Nothing was changed.", isRetryable: true)
        case .outcomeUnknown(let reason):
            .make(
                "database_unavailable",
                "The connection to the database was lost while a change was being saved (\(reason)), so it may have been made. Call again: "
                    + "a change that was made is not made twice, except that log_activity would write its line again.", isRetryable: true)
        case .refused(let reason):
            .make("invalid_argument", "The database does not take a value of this call: \(reason). Nothing was changed.")
        case .schemaTooNew(let found, let known):
            .make(
                "schema_too_new",
                "The database has schema version \(found), this program knows \(known). Update it, or give it another database.")
        case .duplicate: .make("internal", "The database holds such a row already.")
        case .noSuchParent: .make("internal", "The database has no such project or task.")
        }
    }
}
