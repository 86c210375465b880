import PluginKit

@c public func heartbeat(_ call: Call, _ agentId: Text, _ status: Text, _ leaseToken: Text) -> Status {
    run("heartbeat", call, ["agentId": agentId.json, "status": status.json, "leaseToken": leaseToken.json])
}

let heartbeatTool = Tool(
    "heartbeat", heartbeat,
    """
    Says that you are alive, renews the lease of your task, and tells what has become of it. cancelled true: a person has stopped your \
    task: drop it and call get_next_task. Errors: agent_not_found, agent_mismatch, lease_lost.
    """,
    [.write, .idempotent],
    .string("agentId", "Your agent id", minLength: 1, maxLength: 64),
    .string("status", "How you are", choices: ["idle", "busy", "error"]),
    leaseToken, title: "Heartbeat")
