import PluginKit

@c public func create_branch(_ call: Call, _ taskId: Text, _ branchName: Text, _ agentId: Text, _ leaseToken: Text) -> Status {
    run(
        "create_branch", call,
        ["taskId": taskId.json, "branchName": branchName.json, "agentId": agentId.json, "leaseToken": leaseToken.json])
}

let createBranch = Tool(
    "create_branch", create_branch,
    """
    Creates the Git branch of your task from the project's default branch. One branch a task: calling again returns the recorded one \
    (created: false). Then push your work to it and call create_pull_request. Errors: branch_invalid, branch_conflict (choose another name), \
    project_incomplete, not_configured, upstream_unavailable (call again later), upstream_auth, upstream_rejected.
    """,
    [.write, .idempotent, .openWorld],
    taskID(),
    .optionalString("branchName", "A name, 1 to 100 characters; left out: made from the task's id and title"),
    callerID, leaseToken, title: "Create a branch", deadline: .seconds(720))
