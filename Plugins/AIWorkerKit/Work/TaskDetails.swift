extension QueueTransaction {
    /// Most lines of log that the details show.
    private static let shownLogLines = 20

    /// Everything about a task that anybody may see. Locks nothing.
    func details(_ id: String) throws -> JSON {
        let rows = try connection.query("SELECT * FROM tasks WHERE id = ?", [.text(id)])
        guard let task = rows.lazy.compactMap(TaskRecord.init).first(where: { $0.id.isExactly(id) }) else { throw Failure.taskNotFound(id) }
        guard var object = task.details.asObject else { return .null }
        object["project"] = try project(task.projectID)?.summary ?? .null
        object["questions"] = .array(try questions(of: id).map(\.details))
        object["pullRequest"] =
            task.pullRequestNumber.map { ["number": .integer($0), "url": .optional(task.pullRequestURL)] } ?? .null
        object["recentLogs"] = .array(try recentLogs(id))
        return ["task": .object(object)]
    }

    private func recentLogs(_ task: String) throws -> [JSON] {
        try connection.query(
            """
            SELECT agent_id, level, message, created_at FROM agent_logs
            WHERE task_id = ? ORDER BY id DESC LIMIT \(Self.shownLogLines)
            """, [.text(task)]
        ).reversed().map { row in
            [
                "agentId": .optional(row.text("agent_id")), "level": .optional(row.text("level")),
                "message": .optional(row.text("message")?.cut(toBytes: 500)), "createdAt": .optional(row.time("created_at")),
            ]
        }
    }
}
