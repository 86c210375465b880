@testable import AIWorkerKit

extension TestStore {
    /// The payloads of a task's state changes, oldest first.
    func changes(of task: String) throws -> [JSON] { try payloads(.statusChanged, task) }

    /// The payloads of one kind of event of a task, oldest first.
    func payloads(_ event: OutboxEvent.Kind, _ task: String) throws -> [JSON] {
        try rows("SELECT * FROM outbox_events WHERE task_id = ? AND event = ? ORDER BY id", [.text(task), .text(event.rawValue)])
            .map { OutboxEvent($0).payload }
    }

    /// All that a refused call must leave as it was.
    func snapshot() throws -> [String] {
        try ["tasks", "agents", "task_questions", "outbox_events"].flatMap { table in
            let columns = table == "tasks" ? "id, state, assigned_agent_id, lease_token, lease_expires_at, updated_at, completed_at"
                : table == "agents" ? "id, status, current_task_id, tasks_completed" : table == "task_questions" ? "id, status, read_at" : "id"
            return try rows("SELECT \(columns) FROM \(table) ORDER BY id").map { row in
                columns.split(separator: ", ").map { row.text(String($0)) ?? "NULL" }.joined(separator: "|")
            }
        }
    }
}
