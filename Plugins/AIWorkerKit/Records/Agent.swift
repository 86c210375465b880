/// One row of `agents`.
public struct Agent: Sendable {
    public var id: String
    public var name: String?
    public var capabilities: [String]
    /// `idle`, `busy`, `error` or `offline`.
    public var status: String
    public var currentTaskID: String?
    public var lastHeartbeat: Timestamp?
    public var tasksCompleted: Int64

    init(_ row: Row) {
        id = row.text("id") ?? ""
        name = row.text("name")
        capabilities = Capabilities.list(row.text("capabilities"))
        status = row.text("status") ?? "idle"
        currentTaskID = row.text("current_task_id")
        lastHeartbeat = row.time("last_heartbeat")
        tasksCompleted = row.integer("tasks_completed") ?? 0
    }
}
