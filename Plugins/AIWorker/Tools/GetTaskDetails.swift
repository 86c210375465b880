import PluginKit

@c public func get_task_details(_ call: Call, _ taskId: Text, _ agentId: Text, _ leaseToken: Text) -> Status {
    run("get_task_details", call, ["taskId": taskId.json, "agentId": agentId.json, "leaseToken": leaseToken.json])
}

let getTaskDetails = Tool(
    "get_task_details", get_task_details,
    """
    Shows everything about one task, anybody's: state, who has it, branch, pull request, preview, its project, questions with their \
    answers, last log lines. Changes nothing. Error: task_not_found.
    """,
    [.readOnly],
    taskID("The task's id"),
    // As all tools of a task have them; here nothing depends on them.
    callerID, leaseToken, title: "Task")
