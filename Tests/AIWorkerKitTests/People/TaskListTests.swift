import Testing

@testable import AIWorkerKit

@Suite("Lists of tasks for people")
struct TaskListTests {
    private func add(_ id: String, priority: Int64 = 0, to people: People) throws {
        var task = NewTask(projectID: "shop", title: "Title of \(id)")
        task.id = id
        task.priority = priority
        _ = try people.add(task)
    }

    @Test("what waits for a person comes first, the backlog last and as it is claimed; every state is counted", arguments: StoreKind.allCases)
    func personFirst(kind: StoreKind) throws {
        let store = try TestStore(kind)
        let people = People(store.database)
        _ = try people.add(NewProject(id: "shop"))
        // In the order of their claims, each to its state; the urgent ones are claimed first.
        let ends: [(task: String, state: TaskState)] = [
            ("working", .inProgress), ("done", .completed), ("broken", .failed), ("ready", .readyToTest), ("asking", .needsInput),
        ]
        for (number, end) in ends.enumerated() { try add(end.task, priority: Int64(100 - number), to: people) }
        for (task, state) in ends {
            let caller = Caller(agentID: "agent of \(task)")
            #expect(try store.queue.nextTask(for: caller.agentID, capabilities: nil)?.task.id == task)
            if state == .needsInput { _ = try store.queue.ask(task, by: caller, question: "Which?", context: nil, key: nil) }
            if state != .inProgress, state != .needsInput {
                _ = try store.queue.changeStatus(task, by: caller, try StatusRequest(state: state, metadata: nil))
            }
        }
        for number in 0..<120 { try add("later \(number + 100)", priority: number == 119 ? 5 : 0, to: people) }

        var filter = TaskFilter()
        filter.isPersonFirst = true
        filter.states = [.backlog, .inProgress, .needsInput, .readyToTest, .failed]
        filter.limit = 7
        let list = try people.tasks(filter)
        #expect(list.tasks.map(\.id) == ["asking", "ready", "broken", "working", "later 219", "later 100", "later 101"])
        #expect(list.total == 124)
        #expect(list.counts == [.backlog: 120, .inProgress: 1, .needsInput: 1, .readyToTest: 1, .failed: 1, .completed: 1])

        filter = TaskFilter()
        filter.ids = ["done", "later 150", "none"]
        #expect(try people.tasks(filter).tasks.map(\.id) == ["done", "later 150"])
        #expect(try people.questions(task: nil, onlyOpen: true).map(\.projectID) == ["shop"])
    }
}
