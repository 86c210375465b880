import PluginKit

/// One row of `tasks`.
public struct TaskRecord: Sendable {
    public var id: String
    public var projectID: String
    public var title: String
    public var description: String?
    public var priority: Int64
    public var state: TaskState
    /// In the order and case of the row.
    public var requiredCapabilities: [String]
    public var runAfter: Timestamp?
    public var assignedAgentID: String?
    public var assignedAt: Timestamp?
    public var startedAt: Timestamp?
    public var completedAt: Timestamp?
    public var leaseToken: String?
    public var leaseExpiresAt: Timestamp?
    public var attemptCount: Int64
    public var maxAttempts: Int64?
    public var failureReason: String?
    public var actualDurationMinutes: Double?
    public var resultMetadata: JSON?
    public var branchName: String?
    public var branchCreatedAt: Timestamp?
    public var pullRequestNumber: Int64?
    public var pullRequestURL: String?
    public var previewNamespace: String?
    public var previewURL: String?
    public var previewDeployedAt: Timestamp?
    public var previewStatus: String?
    public var createdAt: Timestamp?
    public var updatedAt: Timestamp?

    /// nil when the row's state is none that this version knows.
    init?(_ row: Row) {
        guard let id = row.text("id"), let state = row.text("state").flatMap(TaskState.init(rawValue:)) else { return nil }
        self.id = id
        self.state = state
        projectID = row.text("project_id") ?? ""
        title = row.text("title") ?? ""
        description = row.text("description")
        priority = row.integer("priority") ?? 0
        requiredCapabilities = Capabilities.list(row.text("required_capabilities"))
        runAfter = row.time("run_after")
        assignedAgentID = row.text("assigned_agent_id")
        assignedAt = row.time("assigned_at")
        startedAt = row.time("started_at")
        completedAt = row.time("completed_at")
        leaseToken = row.text("lease_token")
        leaseExpiresAt = row.time("lease_expires_at")
        attemptCount = row.integer("attempt_count") ?? 0
        maxAttempts = row.integer("max_attempts")
        failureReason = row.text("failure_reason")
        actualDurationMinutes = row.number("actual_duration_minutes")
        resultMetadata = row.text("result_metadata").flatMap { JSON(text: $0) }
        branchName = row.text("branch_name")
        branchCreatedAt = row.time("branch_created_at")
        pullRequestNumber = row.integer("pr_number")
        pullRequestURL = row.text("pr_url")
        previewNamespace = row.text("preview_namespace")
        previewURL = row.text("preview_url")
        previewDeployedAt = row.time("preview_deployed_at")
        previewStatus = row.text("preview_status")
        createdAt = row.time("created_at")
        updatedAt = row.time("updated_at")
    }

    /// Every column but the lease token, which is the key to the task.
    public var details: JSON {
        [
            "id": .string(id), "projectId": .string(projectID), "title": .string(title), "description": .optional(description),
            "priority": .integer(priority), "state": .string(state.rawValue),
            "requiredCapabilities": .array(requiredCapabilities.map { .string($0) }), "runAfter": .optional(runAfter),
            "assignedAgentId": .optional(assignedAgentID), "assignedAt": .optional(assignedAt), "startedAt": .optional(startedAt),
            "completedAt": .optional(completedAt), "leaseExpiresAt": .optional(leaseExpiresAt),
            "attemptCount": .integer(attemptCount), "maxAttempts": .optional(maxAttempts),
            "failureReason": .optional(failureReason),
            "actualDurationMinutes": actualDurationMinutes.map { JSON(number: $0) } ?? .null,
            "resultMetadata": resultMetadata ?? .null, "branchName": .optional(branchName),
            "branchCreatedAt": .optional(branchCreatedAt), "prNumber": .optional(pullRequestNumber),
            "prUrl": .optional(pullRequestURL), "previewNamespace": .optional(previewNamespace),
            "previewUrl": .optional(previewURL), "previewDeployedAt": .optional(previewDeployedAt),
            "previewStatus": .optional(previewStatus), "createdAt": .optional(createdAt), "updatedAt": .optional(updatedAt),
        ]
    }
}
