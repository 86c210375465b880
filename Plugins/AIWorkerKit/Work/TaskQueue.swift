/// The queue: each function is one operation of the contract, in transactions of its own. Safe from any thread; functions block on the
/// database.
///
/// Errors are `Failure` with a code of the contract; what goes wrong with the store is told as `StoreError.failure`.
public struct TaskQueue: Sendable {
    public let database: any Database
    public let rules: QueueRules

    public init(_ database: any Database, rules: QueueRules = QueueRules()) {
        self.database = database
        self.rules = rules
    }

    // MARK: Agents

    /// Sweeps, then gives the agent the task it holds or the next one. nil: nothing to do.
    ///
    /// - Parameter token: of the lease that begins; nil: one is made.
    public func nextTask(for agent: String, capabilities: [String]?, token: String? = nil) throws -> Claim? {
        try sweep()
        return try write { try $0.nextTask(for: agent, capabilities: capabilities, token: token ?? $0.newToken()) }
    }

    @discardableResult
    public func heartbeat(_ agent: String, status: String, leaseToken: String?) throws -> Heartbeat {
        try write { try $0.heartbeat(agent, status: status, leaseToken: leaseToken) }
    }

    @discardableResult
    public func log(_ agent: String, level: String, message: String, metadata: JSON?) throws -> LoggedLine {
        try write { try $0.log(agent, level: level, message: message.storable, metadata: metadata?.storable) }
    }

    // MARK: Tasks

    public func changeStatus(_ task: String, by caller: Caller, _ request: StatusRequest) throws -> StatusChange {
        try write { try $0.changeStatus(task, by: caller, request) }
    }

    public func ask(_ task: String, by caller: Caller, question: String, context: String?, key: String?) throws -> AskedQuestion {
        try write { try $0.ask(task, by: caller, question: question.storable, context: context?.storable, key: key?.storable) }
    }

    public func checkResponse(_ task: String, by caller: Caller, questionID: String?) throws -> QuestionCheck {
        try write { try $0.checkResponse(task, by: caller, questionID: questionID) }
    }

    public func answerAndRead(_ task: String, by caller: Caller, questionID: String, response: String) throws -> QuestionCheck {
        try write { try $0.answerAndRead(task, by: caller, questionID: questionID, response: response.storable) }
    }

    public func details(_ task: String) throws -> JSON { try read { try $0.details(task) } }

    /// The state of a task and who has it; nil: there is none.
    public func state(of task: String) throws -> (state: TaskState, agent: String?)? {
        try read { transaction in
            let rows = try transaction.connection.query("SELECT * FROM tasks WHERE id = ?", [.text(task)])
            return rows.lazy.compactMap(TaskRecord.init).first { $0.id == task }.map { ($0.state, $0.assignedAgentID) }
        }
    }

    // MARK: Branch, pull request, preview
    // No transaction is open while a request is under way: first a plan is written down, and afterwards what came of it.

    public func planBranch(_ task: String, by caller: Caller, given: String?, replacing: String? = nil) throws -> BranchPlan {
        try write { try $0.planBranch(task, by: caller, given: given, replacing: replacing) }
    }

    public func finishBranch(_ task: String, by caller: Caller, name: String) throws {
        try write { try $0.finishBranch(task, by: caller, name: name) }
    }

    public func forgetBranch(_ task: String, name: String) throws { try write { try $0.forgetBranch(task, name: name) } }

    public func planPullRequest(_ task: String, by caller: Caller) throws -> PullRequestPlan {
        try write { try $0.planPullRequest(task, by: caller) }
    }

    public func finishPullRequest(_ task: String, by caller: Caller, number: Int64, url: String) throws {
        try write { try $0.finishPullRequest(task, by: caller, number: number, url: url) }
    }

    public func planPreview(_ task: String, by caller: Caller) throws -> PreviewPlan {
        try write { try $0.planPreview(task, by: caller) }
    }

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
            let changed = try write { try $0.sweep() }
            total += changed
            if changed < QueueTransaction.sweepLimit { return total }
        }
    }

    /// Lets leases begin again that this process holds, under any of the tokens it has taken. Returns the ids of the tasks whose lease
    /// has gone to somebody else.
    public func renew(_ leases: [(task: String, tokens: Set<String>)]) throws -> [String] {
        guard !leases.isEmpty else { return [] }
        return try write(isUrgent: true) { transaction in
            try leases.compactMap { lease in
                let marks = lease.tokens.map { _ in "?" }.joined(separator: ", ")
                let changed = try transaction.connection.execute(
                    """
                    UPDATE tasks SET lease_expires_at = ?
                    WHERE id = ? AND lease_token IN (\(marks)) AND state IN ('in_progress', 'needs_input')
                    """,
                    [transaction.time(transaction.leaseEnd), .text(lease.task)] + lease.tokens.sorted().map { .text($0) })
                return changed == 0 ? lease.task : nil
            }
        }
    }

    // MARK: Transactions

    /// One transaction that may change things.
    ///
    /// - Parameter isUrgent: whether it must not wait behind other work of this process.
    func write<Result>(isUrgent: Bool = false, _ body: (QueueTransaction) throws -> Result) throws -> Result {
        do {
            if isUrgent { return try database.writeUrgently { try body(QueueTransaction($0, rules)) } }
            return try database.write { try body(QueueTransaction($0, rules)) }
        } catch let error as StoreError {
            throw error.failure
        }
    }

    /// Statements that only look.
    func read<Result>(_ body: (QueueTransaction) throws -> Result) throws -> Result {
        do {
            return try database.read { try body(QueueTransaction($0, rules)) }
        } catch let error as StoreError {
            throw error.failure
        }
    }
}
