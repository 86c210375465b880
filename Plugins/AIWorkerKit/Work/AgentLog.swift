/// What `log_activity` tells.
public struct LoggedLine: Sendable {
    public var id: Int64
    public var isTruncated: Bool

    public var json: JSON { ["success": true, "logId": .integer(id), "truncated": .bool(isTruncated)] }
}

extension QueueTransaction {
    /// Writes a line and removes the agent's oldest ones beyond the limit.
    func log(_ agentID: String, level: String, message: String, metadata: JSON?) throws -> LoggedLine {
        guard let agent = try agent(agentID, locked: false) else { throw Failure.agentNotFound(agentID) }
        let kept = message.cut(toBytes: rules.logMaxBytes)
        let id = try connection.insert(
            "INSERT INTO agent_logs (agent_id, task_id, level, message, metadata, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            [.text(agentID), SQLValue(agent.currentTaskID), .text(level), .text(kept), SQLValue(metadata?.text), time(now)])
        let last = try connection.query(
            "SELECT id FROM agent_logs WHERE agent_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?",
            [.text(agentID), .integer(rules.logMaxRows)]
        ).first?.integer("id")
        if let last { try connection.execute("DELETE FROM agent_logs WHERE agent_id = ? AND id <= ?", [.text(agentID), .integer(last)]) }
        return LoggedLine(id: id, isTruncated: kept.utf8.count < message.utf8.count)
    }
}

extension String {
    /// The beginning in at most so many UTF-8 bytes, cut between two characters as a reader sees them.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = startIndex
        var size = 0
        for character in self {
            size += character.utf8.count
            if size > limit { break }
            end = index(after: end)
        }
        // One character may be longer than the limit; then its parts have to do.
        if end == startIndex, limit > 0 {
            var scalars = unicodeScalars.startIndex
            var length = 0
            for scalar in unicodeScalars {
                length += UTF8.width(scalar)
                if length > limit { break }
                scalars = unicodeScalars.index(after: scalars)
            }
            return String(unicodeScalars[..<scalars])
        }
        return String(self[..<end])
    }
}
