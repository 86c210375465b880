/// One line of an agent's log.
public struct LogLine: Sendable {
    public var id: Int64
    public var agentID: String
    public var taskID: String?
    public var level: String
    public var message: String
    public var metadata: JSON?
    public var createdAt: Timestamp?

    /// For programs and the page.
    public var json: JSON {
        [
            "id": .integer(id), "agentId": .string(agentID), "taskId": .optional(taskID), "level": .string(level),
            "message": .string(message), "metadata": metadata ?? .null, "createdAt": .optional(createdAt),
        ]
    }
}

extension QueueTransaction {
    func log(agent: String?, task: String?, limit: Int) throws -> [LogLine] {
        var conditions = ["1 = 1"]
        var values: [SQLValue] = []
        if let agent {
            conditions.append("agent_id = ?")
            values.append(.text(agent))
        }
        if let task {
            conditions.append("task_id = ?")
            values.append(.text(task))
        }
        return try connection.query(
            "SELECT * FROM agent_logs WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?",
            values + [.integer(Int64(limit))]
        ).reversed().map { row in
            LogLine(
                id: row.integer("id") ?? 0, agentID: row.text("agent_id") ?? "", taskID: row.text("task_id"),
                level: row.text("level") ?? "info", message: row.text("message") ?? "",
                metadata: row.text("metadata").flatMap { JSON(text: $0) }, createdAt: row.time("created_at"))
        }
    }
}
