import Testing

@testable import AIWorkerKit

extension TestStore {
    /// What is wrong with the rows, by the invariants of the contract; empty: nothing.
    func violations() throws -> [String] {
        let tasks = try rows("SELECT * FROM tasks").compactMap(TaskRecord.init)
        let agents = try rows("SELECT * FROM agents").map(Agent.init)
        let events = try rows("SELECT * FROM outbox_events ORDER BY id").map(OutboxEvent.init)
        var wrong: [String] = []
        for task in tasks {
            if task.state == .inProgress, task.assignedAgentID == nil || task.leaseToken == nil || task.leaseExpiresAt == nil {
                wrong.append("1: \(task.id) is in progress without agent or lease")
            }
            if !task.state.isLeased, task.leaseToken != nil || task.leaseExpiresAt != nil {
                wrong.append("3: \(task.id) is \(task.state.rawValue) and has a lease")
            }
            if task.state == .inProgress, !agents.contains(where: { $0.id == task.assignedAgentID && $0.currentTaskID == task.id }) {
                wrong.append("2: \(task.id) is in progress and not the current task of its agent")
            }
            let changes = events.filter { $0.taskID == task.id && $0.event == OutboxEvent.Kind.statusChanged.rawValue }
            if let told = changes.last?.payload["newState"]?.asString, told != task.state.rawValue, !byPeople.contains(task.id) {
                wrong.append("4: \(task.id) is \(task.state.rawValue), its last event says \(told)")
            }
            for (before, after) in zip(changes, changes.dropFirst())
            where before.payload["newState"]?.asString != after.payload["oldState"]?.asString && !byPeople.contains(task.id) {
                wrong.append("4: the events of \(task.id) do not follow each other")
            }
        }
        for (id, group) in Dictionary(grouping: agents.filter { $0.currentTaskID != nil }, by: \.currentTaskID) where group.count > 1 {
            wrong.append("2: \(id ?? "") is the current task of \(group.count) agents")
        }
        for agent in agents {
            let completed = events.filter {
                $0.event == OutboxEvent.Kind.statusChanged.rawValue && $0.payload["newState"]?.asString == "completed"
                    && $0.payload["agentId"]?.asString == agent.id
            }
            if Int64(Set(completed.map(\.taskID)).count) != agent.tasksCompleted {
                wrong.append("5: \(agent.id) counts \(agent.tasksCompleted) tasks, the events \(completed.count)")
            }
        }
        return wrong
    }

    /// Fails the test when an invariant is broken.
    func check(_ location: SourceLocation = #_sourceLocation) {
        do {
            let wrong = try violations()
            #expect(wrong.isEmpty, sourceLocation: location)
        } catch { Issue.record(error, sourceLocation: location) }
    }
}
