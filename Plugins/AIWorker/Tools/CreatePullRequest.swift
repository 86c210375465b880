import PluginKit

@c public func create_pull_request(
    _ call: Call, _ taskId: Text, _ title: Text, _ description: Text, _ agentId: Text, _ leaseToken: Text
) -> Status {
    run(
        "create_pull_request", call,
        [
            "taskId": taskId.json, "title": title.json, "description": description.json, "agentId": agentId.json,
            "leaseToken": leaseToken.json,
        ])
}

let createPullRequest = Tool(
    "create_pull_request", create_pull_request,
    """
    Opens the pull request from your task's branch into the project's default branch. One a task: calling again returns the recorded \
    one (created: false). Push your commits first. Errors: branch_missing (call create_branch), project_incomplete, not_configured, \
    upstream_unavailable (call again later), upstream_auth, upstream_rejected.
    """,
    [.write, .idempotent, .openWorld],
    taskID(),
    .string("title", "Title, 1 to 255 characters", minLength: 1, maxLength: 1000, pattern: #"\S"#),
    .string("description", "Text of the pull request in Markdown; may be empty", maxLength: 200_000),
    callerID, leaseToken, title: "Open a pull request", deadline: .seconds(720))
