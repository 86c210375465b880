/// What `trigger_preview_deploy` has to do.
public enum PreviewPlan: Sendable {
    case recorded(url: String, namespace: String)
    case deploy(PreviewIntent)
}

/// A preview that is about to be deployed.
public struct PreviewIntent: Sendable {
    public var taskID: String
    public var namespace: String
    public var image: String
    public var port: Int64
    /// Secrets.
    public var environment: [(name: String, value: String)]
    /// When the agent took the task, or took it up again; nil: not known.
    public var workBegan: Timestamp?
    /// The time of the store, from which the lifetime counts.
    public var now: Timestamp
}

extension QueueTransaction {
    func planPreview(_ id: String, by caller: Caller) throws -> PreviewPlan {
        let task = try owned(id, by: caller)
        if task.state == .readyToTest, task.previewStatus == "ready", let url = task.previewURL {
            return .recorded(url: url, namespace: task.previewNamespace ?? PreviewName.namespace(taskID: id))
        }
        guard task.state == .inProgress else {
            throw Failure.wrongState(
                task.state, needs: [.inProgress], to: .readyToTest,
                "A preview can be deployed while the task is in_progress; this one is \(task.state.rawValue).")
        }
        guard let project = try project(task.projectID) else { throw Failure.make("internal", "The task's project is not there.") }
        guard let image = project.dockerImage else { throw Failure.projectIncomplete("docker_image", project.id, "it names no image") }
        guard let environment = project.environment else {
            throw Failure.projectIncomplete("env_vars", project.id, "its environment is no object of texts")
        }
        if let bad = environment.first(where: { !PreviewName.isEnvironmentName($0.name) }) {
            let shown = bad.name.unicodeScalars.map { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F ? String($0) : "?" }.joined()
            throw Failure.projectIncomplete(
                "env_vars", project.id, "the cluster takes no environment variable named \"\(shown.cut(toBytes: 80))\"")
        }
        guard (1...65_535).contains(project.previewPort) else {
            throw Failure.projectIncomplete("preview_port", project.id, "its port is none")
        }
        let namespace = task.previewNamespace ?? PreviewName.namespace(taskID: id)
        try set(
            id,
            [
                ("preview_namespace", .text(namespace)), ("preview_status", "deploying"), ("preview_url", .null),
                ("preview_deployed_at", .null),
            ])
        if task.previewStatus != "deploying" {
            try emit(.updated, task, ["taskId": .string(id), "previewStatus": "deploying"])
        }
        try renew(task)
        return .deploy(
            PreviewIntent(
                taskID: id, namespace: namespace, image: image, port: project.previewPort, environment: environment,
                workBegan: task.assignedAt, now: now))
    }

    /// A call still waits for its preview: the task must be the caller's and in work, and its lease goes on.
    func keepPreview(_ id: String, by caller: Caller) throws {
        let task = try owned(id, by: caller)
        guard task.state == .inProgress else {
            throw Failure.invalidTransition(task.state, .readyToTest, allowed: task.state.openToAgent)
        }
        try renew(task)
    }

    /// The preview answers: people can look at it, and the agent is free.
    func finishPreview(_ id: String, by caller: Caller, url: String) throws {
        let task = try owned(id, by: caller)
        if task.state == .readyToTest, task.previewStatus == "ready" { return }
        guard task.state == .inProgress else {
            throw Failure.invalidTransition(task.state, .readyToTest, allowed: task.state.openToAgent)
        }
        try move(
            task, to: .readyToTest, by: caller.agentID,
            [("preview_url", .text(url)), ("preview_deployed_at", time(now)), ("preview_status", "ready")] + noLease)
        try emit(.readyToTest, task, ["taskId": .string(id), "previewUrl": .string(url)])
        try free(caller.agentID, from: id)
    }

    /// The cluster gave up on it.
    func failPreview(_ id: String, by caller: Caller) throws {
        let task = try owned(id, by: caller)
        guard task.state == .inProgress else { return }
        try set(id, [("preview_status", "failed")])
        try emit(.updated, task, ["taskId": .string(id), "previewStatus": "failed"])
        try renew(task)
    }
}
