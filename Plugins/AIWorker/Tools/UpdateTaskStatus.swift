import PluginKit

@c public func update_task_status(
    _ call: Call, _ taskId: Text, _ status: Text, _ metadata: mcp_json, _ agentId: Text, _ leaseToken: Text
) -> Status {
    let kept: JSON?
    do {
        kept = try metadata.object("metadata")
    } catch {
        return call.answer { _ in throw error }
    }
    return run(
        "update_task_status", call,
        [
            "taskId": taskId.json, "status": status.json, "metadata": kept, "agentId": agentId.json,
            "leaseToken": leaseToken.json,
        ])
}

let updateTaskStatus = Tool(
    "update_task_status", update_task_status,
    """
    Moves your task to another state. completed: done. ready_to_test: people should look at it (trigger_preview_deploy does this by itself). \
    failed: you give up, say why in metadata.error. backlog: you hand it back untouched. in_progress: work goes on, after answers or for \
    rework. Repeating is safe: changed tells whether it did anything. Errors: not_owner and lease_lost (stop, call get_next_task), \
    invalid_transition (allowed lists what is possible), question_pending, question_required, agent_busy.
    """,
    [.write, .idempotent],
    taskID(),
    .string(
        "status", "The new state", choices: ["in_progress", "needs_input", "ready_to_test", "completed", "failed", "backlog"]),
    .optionalObject(
        "metadata", "Facts about the result: durationMinutes (number), error (text), anything else worth keeping; at most 64 KiB"),
    callerID, leaseToken, title: "Report a task's state")
