import PluginKit

@c public func trigger_preview_deploy(
    _ call: Call, _ taskId: Text, _ waitSeconds: mcp_opt_number, _ agentId: Text, _ leaseToken: Text
) -> Status {
    run(
        "trigger_preview_deploy", call,
        ["taskId": taskId.json, "waitSeconds": waitSeconds.json, "agentId": agentId.json, "leaseToken": leaseToken.json])
}

let triggerPreviewDeploy = Tool(
    "trigger_preview_deploy", trigger_preview_deploy,
    """
    Deploys the project's image as a preview of your task and waits until it answers; then the task is ready_to_test and no longer \
    yours to work on. success false with status deploying: not ready in time, call again to go on waiting. Errors: rollout_failed (look at \
    the image), project_incomplete, not_configured, invalid_transition, upstream_unavailable (call again later), upstream_auth, upstream_rejected.
    """,
    [.write, .idempotent, .openWorld],
    taskID(),
    .optionalNumber("waitSeconds", "How long to wait for the rollout; left out: the operator's setting", in: 0...600),
    callerID, leaseToken, title: "Deploy a preview", deadline: .seconds(720))
