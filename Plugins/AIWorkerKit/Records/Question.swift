/// One row of `task_questions`.
public struct Question: Sendable {
    public enum Status: String, Sendable {
        case pending, answered, consumed, cancelled
    }

    public var id: String
    public var taskID: String
    public var agentID: String?
    public var question: String
    public var context: String?
    public var status: Status
    public var response: String?
    public var respondedAt: Timestamp?
    public var readAt: Timestamp?
    public var createdAt: Timestamp?

    init(_ row: Row) {
        id = row.text("id") ?? ""
        taskID = row.text("task_id") ?? ""
        agentID = row.text("agent_id")
        question = row.text("question") ?? ""
        context = row.text("context")
        // A status of a person's own making is nothing an agent waits for.
        status = row.text("status").flatMap(Status.init(rawValue:)) ?? .cancelled
        response = row.text("response")
        respondedAt = row.time("responded_at")
        readAt = row.time("read_at")
        createdAt = row.time("created_at")
    }

    public var details: JSON {
        [
            "id": .string(id), "question": .string(question), "context": .optional(context), "status": .string(status.rawValue),
            "response": .optional(response), "createdAt": .optional(createdAt), "respondedAt": .optional(respondedAt),
        ]
    }
}
