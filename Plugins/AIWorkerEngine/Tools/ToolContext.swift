import AIWorkerKit

/// One call of one tool: what it was given and what it works with.
struct ToolContext {
    let setup: Engine.Setup
    let leases: HeldLeases
    let turns: TurnsByTask
    let arguments: ToolArguments
    let call: Call

    var settings: WorkerSettings { setup.settings }

    /// The agent named by an argument that the tool requires, unless this host works for another one.
    func agent() throws -> String {
        let named = try arguments.required("agentId").storable
        if let pinned = settings.agentID, pinned != named { throw Failure.agentMismatch(pinned) }
        leases.workingFor(named)
        return named
    }

    /// Who calls: the pinned agent, the one named, or the last one that took work or said it lives.
    func caller(of task: String) throws -> Caller {
        let named = arguments.text("agentId")?.storable
        if let pinned = settings.agentID, let named, named != pinned { throw Failure.agentMismatch(pinned) }
        guard let agent = settings.agentID ?? named ?? leases.lastAgent else { throw Failure.agentRequired }
        let tokens = arguments.text("leaseToken").map { Set([$0]) } ?? leases.tokens(task, for: agent)
        return Caller(agentID: agent, leaseTokens: tokens)
    }

    func taskID() throws -> String { try arguments.required("taskId").storable }

    /// Notes a lost lease, so that it is not renewed, and passes the failure on.
    func watching<Result>(_ task: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let failure as Failure where failure.code == "lease_lost" {
            leases.lost(task)
            throw failure
        }
    }
}
