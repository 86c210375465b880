import PluginKit

@c public func get_task_details(_ call: Call, _ taskId: Text) -> Status {
    run("get_task_details", call, ["taskId": taskId.json])
}

let getTaskDetails = Tool(
    "get_task_details", get_task_details,
    """
    Shows everything about one task, anybody's: state, who has it, branch, pull request, preview, its project, questions with their \
    answers, last log lines. Changes nothing. Error: task_not_found.
    """,
    [.readOnly],
    taskID("The task's id"),
    title: "Task")
