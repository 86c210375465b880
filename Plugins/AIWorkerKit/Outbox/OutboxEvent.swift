/// One row of `outbox_events`.
public struct OutboxEvent: Sendable, Equatable {
    /// The catalogue of events.
    public enum Kind: String, Sendable, CaseIterable {
        case statusChanged = "task:status_changed"
        case needsInput = "task:needs_input"
        case pullRequestCreated = "task:pr_created"
        case readyToTest = "task:ready_to_test"
        /// Something else about a task changed, which readers who keep a copy should know.
        case updated = "task:updated"
    }

    /// The order of events.
    public var id: Int64
    /// The same in every delivery of one event.
    public var eventID: String
    public var event: String
    public var taskID: String?
    public var projectID: String?
    public var payload: JSON
    public var createdAt: Timestamp?
    public var attempts: Int64

    public init(
        id: Int64, eventID: String, event: String, taskID: String?, projectID: String?, payload: JSON, createdAt: Timestamp? = nil,
        attempts: Int64 = 0
    ) {
        self.id = id
        self.eventID = eventID
        self.event = event
        self.taskID = taskID
        self.projectID = projectID
        self.payload = payload
        self.createdAt = createdAt
        self.attempts = attempts
    }

    init(_ row: Row) {
        id = row.integer("id") ?? 0
        eventID = row.text("event_id") ?? ""
        event = row.text("event") ?? ""
        taskID = row.text("task_id")
        projectID = row.text("project_id")
        payload = row.text("payload").flatMap { JSON(text: $0) } ?? .null
        createdAt = row.time("created_at")
        attempts = row.integer("attempts") ?? 0
    }

    /// What subscribers read.
    public var message: JSON {
        [
            "id": .integer(id), "eventId": .string(eventID), "event": .string(event), "data": payload,
            "at": .optional(createdAt),
        ]
    }
}
