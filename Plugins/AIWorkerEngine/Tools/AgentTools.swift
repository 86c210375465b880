import AIWorkerKit

extension ToolContext {
    /// How often a call that waits for work looks.
    private static let lookInterval = Duration.milliseconds(500)

    func getNextTask() throws -> JSON {
        let agent = try agent()
        let queue = try setup.queue()
        let capabilities = arguments.texts("capabilities")?.map(\.storable)
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(Int64((arguments.number("waitSeconds") ?? 0) * 1000))
        while true {
            if let claim = try queue.nextTask(for: agent, capabilities: capabilities) {
                claims.add(claim.task.id, for: agent)
                return claim.json
            }
            let rest = clock.now.duration(to: end)
            guard rest > .zero else { return ["task": nil, "message": "No tasks available"] }
            try call.wait(min(rest, Self.lookInterval))
        }
    }

    func heartbeat() throws -> JSON {
        let agent = try agent()
        return try setup.queue().heartbeat(
            agent, status: try arguments.required("status"), leaseToken: arguments.text("leaseToken")
        ).json
    }

    func logActivity() throws -> JSON {
        let agent = try arguments.required("agentId").storable
        if let pinned = settings.agentID, !pinned.isExactly(agent) { throw Failure.agentMismatch(pinned) }
        let metadata = arguments.object["metadata"]
        if let metadata, metadata.utf8.count > 16 << 10 {
            throw Failure.invalidArgument("metadata is \(metadata.utf8.count) bytes long, allowed are \(16 << 10).")
        }
        return try setup.queue().log(
            agent, level: arguments.text("level") ?? "info", message: try arguments.required("message"), metadata: metadata
        ).json
    }
}
