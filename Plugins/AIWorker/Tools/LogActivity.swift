import PluginKit

@c public func log_activity(_ call: Call, _ agentId: Text, _ message: Text, _ level: Text, _ metadata: mcp_json) -> Status {
    let kept: JSON?
    do {
        kept = try metadata.object("metadata")
    } catch {
        return call.answer { _ in throw error }
    }
    return run(
        "log_activity", call,
        ["agentId": agentId.json, "message": message.json, "level": level.json, "metadata": kept])
}

let logActivity = Tool(
    "log_activity", log_activity,
    """
    Writes a line into your log, which people read to follow your work. Long messages are cut (truncated: true), old lines are removed. \
    Error: agent_not_found (call get_next_task or heartbeat first).
    """,
    [.write],
    .string("agentId", "Your agent id", minLength: 1, maxLength: 64),
    .string("message", "What you did or found", minLength: 1),
    .string("level", "How important it is", default: "info", choices: ["debug", "info", "warn", "error"]),
    .optionalObject("metadata", "Facts for programs; at most 16 KiB"),
    title: "Log")
