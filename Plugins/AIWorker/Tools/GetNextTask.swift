import PluginKit

@c public func get_next_task(_ call: Call, _ agentId: Text, _ capabilities: mcp_strings, _ waitSeconds: mcp_opt_number) -> Status {
    run("get_next_task", call, ["agentId": agentId.json, "capabilities": capabilities.json, "waitSeconds": waitSeconds.json])
}

let getNextTask = Tool(
    "get_next_task", get_next_task,
    """
    Gives you your next task and makes it yours for the length of a lease, which the host renews while it runs. If you already hold a \
    task, you get that one again (resumed: true) with all it has so far: call this after any restart or lost answer. \
    task null: nothing to do; pass waitSeconds to wait for work. Then work on it, and report with update_task_status; \
    ask people with ask_user_question. Errors: agent_not_found, agent_mismatch, database_busy (call again).
    """,
    [.write, .idempotent],
    .string("agentId", "Your own stable id, the same after a restart", minLength: 1, maxLength: 64),
    .strings(
        "capabilities", "What you can do, such as swift or kubernetes; replaces what was stored. Left out: as stored", maxLength: 100,
        maxItems: 100, optional: true),
    .optionalNumber("waitSeconds", "How long to wait for a task when there is none", in: 0...60),
    title: "Next task", deadline: .seconds(90))
