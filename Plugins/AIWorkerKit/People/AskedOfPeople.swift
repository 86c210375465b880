/// A question with what people need to know to answer it.
public struct AskedOfPeople: Sendable {
    public var question: Question
    public var taskTitle: String?
    public var taskState: String?
    public var projectID: String?

    /// For programs and the page.
    public var json: JSON {
        guard var object = question.details.asObject else { return .null }
        object["taskId"] = .string(question.taskID)
        object["agentId"] = .optional(question.agentID)
        object["taskTitle"] = .optional(taskTitle)
        object["taskState"] = .optional(taskState)
        object["projectId"] = .optional(projectID)
        return .object(object)
    }
}

extension QueueTransaction {
    func questions(task: String?, onlyOpen: Bool, limit: Int) throws -> [AskedOfPeople] {
        var conditions = ["1 = 1"]
        var values: [SQLValue] = []
        if let task {
            conditions.append("q.task_id = ?")
            values.append(.text(task))
        }
        if onlyOpen { conditions.append("q.status = 'pending'") }
        return try connection.query(
            """
            SELECT q.*, t.title AS task_title, t.state AS task_state, t.project_id FROM task_questions q LEFT JOIN tasks t ON t.id = q.task_id
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(dialect.comparable("q.created_at")), q.id LIMIT ?
            """, values + [.integer(Int64(limit))]
        ).map {
            AskedOfPeople(
                question: Question($0), taskTitle: $0.text("task_title"), taskState: $0.text("task_state"), projectID: $0.text("project_id"))
        }
    }
}
