import AIWorkerKit

/// One call of one tool: what it was given and what it works with.
struct ToolContext {
    let setup: Engine.Setup
    let claims: ClaimedTasks
    let turns: TurnsByTask
    let rounds: OpenRounds
    let arguments: ToolArguments
    let call: Call

    var settings: WorkerSettings { setup.settings }

    /// The agent named by an argument that the tool requires, unless this host works for another one.
    func agent() throws -> String {
        let named = try arguments.required("agentId").storable
        if let pinned = settings.agentID, !pinned.isExactly(named) { throw Failure.agentMismatch(pinned) }
        claims.workingFor(named)
        return named
    }

    /// Who calls: the pinned agent, the one named, or the last one that took work or said it lives.
    func caller(of task: String) throws -> Caller {
        let named = arguments.text("agentId")?.storable
        if let pinned = settings.agentID, let named, !named.isExactly(pinned) { throw Failure.agentMismatch(pinned) }
        guard let agent = settings.agentID ?? named ?? claims.lastAgent else { throw Failure.agentRequired }
        if let token = arguments.text("leaseToken") { return Caller(agentID: agent, proof: .token(token)) }
        return Caller(agentID: agent, proof: claims.contains(task, for: agent) ? .process : .none)
    }

    func taskID() throws -> String { try arguments.required("taskId").storable }

    /// Runs `body` when no other call works outside on the task.
    func inTurn<Result>(_ task: String, _ body: () throws -> Result) throws -> Result {
        try turns.take(task, { try call.checkCancellation() }, body)
    }
}
