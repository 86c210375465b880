/// The queue: each function is one operation of the contract, in transactions of its own. Safe from any thread; functions block on the
/// database.
///
/// All throw `Failure`, with the store's codes (`StoreError.failure`): `database_busy`, `database_unavailable`, `schema_too_new`,
/// `internal`; and besides with those that each names.
public struct TaskQueue: Sendable {
    public let database: any Database
    public let rules: QueueRules
    /// On every lease that begins here. A process has one, for all its queues of a store.
    public let mark: LeaseMark

    public init(_ database: any Database, rules: QueueRules = QueueRules(), mark: LeaseMark = LeaseMark()) {
        self.database = database
        self.rules = rules
        self.mark = mark
    }

    // MARK: Agents

    /// Sweeps, then gives the agent the task it holds or the next one. nil: nothing to do.
    ///
    /// - Throws: `agent_not_found` for an unknown agent where registration is closed.
    public func nextTask(for agent: String, capabilities: [String]?) throws -> Claim? {
        if rules.isRegistrationClosed {
            // Who is refused must not have moved anything.
            try read { guard try $0.agent(agent, locked: false) != nil else { throw Failure.agentNotFound(agent) } }
        }
        try sweep()
        return try write { try $0.nextTask(for: agent, capabilities: capabilities) }
    }

    /// - Throws: `agent_not_found` for an unknown agent where registration is closed; `lease_lost` when the agent's task has another
    ///   lease than the one given.
    @discardableResult
    public func heartbeat(_ agent: String, status: String, leaseToken: String?) throws -> Heartbeat {
        try write { try $0.heartbeat(agent, status: status, leaseToken: leaseToken) }
    }

    /// - Throws: `agent_not_found`; `invalid_argument` for metadata that no store keeps.
    @discardableResult
    public func log(_ agent: String, level: String, message: String, metadata: JSON?) throws -> LoggedLine {
        let metadata = try metadata.map { try $0.keepable("metadata") }
        return try write { try $0.log(agent, level: level, message: message.storable, metadata: metadata) }
    }

    // MARK: Tasks
    // Everything with a caller throws `task_not_found`, `not_owner` and `lease_lost` (see `owned`).

    /// - Throws: `invalid_transition`, `question_required`, `question_pending`, `agent_busy`.
    public func changeStatus(_ task: String, by caller: Caller, _ request: StatusRequest) throws -> StatusChange {
        try write { try $0.changeStatus(task, by: caller, request) }
    }

    /// - Throws: `invalid_transition` where the task is neither in progress nor waiting.
    public func ask(_ task: String, by caller: Caller, question: String, context: String?, key: String?) throws -> AskedQuestion {
        try write { try $0.ask(task, by: caller, question: question.storable, context: context?.storable, key: key?.storable) }
    }

    /// - Throws: `invalid_argument` when the task has no such question.
    public func checkResponse(_ task: String, by caller: Caller, questionID: String?) throws -> QuestionCheck {
        try write { try $0.checkResponse(task, by: caller, questionID: questionID) }
    }

    /// Writes down what a person at the client said, whoever has the task by now. False: the question was not open any more.
    public func answerAtClient(_ question: String, _ response: String) throws -> Bool {
        try write { try $0.answerAtClient(question, response.storable) }
    }

    /// Whether a question still waits for its answer.
    public func isOpen(question: String) throws -> Bool { try read { try $0.question(question, locked: false)?.status == .pending } }

    /// - Throws: `task_not_found`.
    public func details(_ task: String) throws -> JSON { try read { try $0.details(task) } }

    /// The state of a task and who has it; nil: there is none.
    public func state(of task: String) throws -> (state: TaskState, agent: String?)? {
        try read { transaction in
            let rows = try transaction.connection.query("SELECT * FROM tasks WHERE id = ?", [.text(task)])
            return rows.lazy.compactMap(TaskRecord.init).first { $0.id.isExactly(task) }.map { ($0.state, $0.assignedAgentID) }
        }
    }

    // MARK: Branch, pull request, preview
    // No transaction is open while a request is under way: first a plan is written down, and afterwards what came of it.

    /// - Throws: `invalid_transition`, `project_incomplete`, `branch_invalid`, `branch_conflict`.
    public func planBranch(_ task: String, by caller: Caller, given: String?, seen: [String: Bool] = [:]) throws -> BranchPlan {
        try write { try $0.planBranch(task, by: caller, given: given, seen: seen) }
    }

    public func finishBranch(_ task: String, by caller: Caller, name: String) throws {
        try write { try $0.finishBranch(task, by: caller, name: name) }
    }

    public func forgetBranch(_ task: String, name: String) throws { try write { try $0.forgetBranch(task, name: name) } }

    /// - Throws: `invalid_transition`, `branch_missing`, `project_incomplete`.
    public func planPullRequest(_ task: String, by caller: Caller) throws -> PullRequestPlan {
        try write { try $0.planPullRequest(task, by: caller) }
    }

    public func finishPullRequest(_ task: String, by caller: Caller, number: Int64, url: String) throws {
        try write { try $0.finishPullRequest(task, by: caller, number: number, url: url) }
    }

    /// - Throws: `invalid_transition`, `project_incomplete`.
    public func planPreview(_ task: String, by caller: Caller) throws -> PreviewPlan {
        try write { try $0.planPreview(task, by: caller) }
    }

    /// Lets the lease of a task begin again whose preview is waited for.
    ///
    /// - Throws: `invalid_transition` when the task has moved meanwhile.
    public func keepPreview(_ task: String, by caller: Caller) throws { try write { try $0.keepPreview(task, by: caller) } }

    /// - Throws: `invalid_transition` when the task has moved meanwhile.
    public func finishPreview(_ task: String, by caller: Caller, url: String) throws {
        try write { try $0.finishPreview(task, by: caller, url: url) }
    }

    public func failPreview(_ task: String, by caller: Caller) throws { try write { try $0.failPreview(task, by: caller) } }

    // MARK: Housekeeping

    /// Ends expired leases. Returns how many tasks were changed.
    @discardableResult
    public func sweep() throws -> Int {
        guard try read({ try $0.needsSweep() }) else { return 0 }
        var total = 0
        while true {
            let swept = try write { try $0.sweep() }
            total += swept.changed
            if !swept.isMore { return total }
        }
    }

    /// Lets the leases of this process begin again, ahead of its other work. Returns how many were passed over because somebody was
    /// changing their tasks: try again soon.
    public func renewLeases() throws -> Int { try write(isUrgent: true) { try $0.renewAll() } }

    // MARK: Transactions

    /// One transaction that may change things.
    ///
    /// - Parameter isUrgent: whether it must not wait behind other work of this process.
    func write<Result>(isUrgent: Bool = false, _ body: (QueueTransaction) throws -> Result) throws -> Result {
        do {
            if isUrgent { return try database.writeUrgently { try body(QueueTransaction($0, rules, mark)) } }
            return try database.write { try body(QueueTransaction($0, rules, mark)) }
        } catch let error as StoreError {
            throw error.failure
        }
    }

    /// Statements that only look.
    func read<Result>(_ body: (QueueTransaction) throws -> Result) throws -> Result {
        do {
            return try database.read { try body(QueueTransaction($0, rules, mark)) }
        } catch let error as StoreError {
            throw error.failure
        }
    }
}
