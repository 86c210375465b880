/// A task as a person orders it.
public struct NewTask: Sendable {
    public var projectID: String
    public var title: String
    /// nil: a new one is made.
    public var id: String?
    public var description: String?
    /// Larger is more urgent.
    public var priority: Int64 = 0
    public var requiredCapabilities: [String] = []
    /// nil: at once.
    public var runAfter: Timestamp?
    /// nil: what the operator has set.
    public var maxAttempts: Int64?

    /// A task of ordinary urgency that any agent may take at once.
    public init(projectID: String, title: String) {
        self.projectID = projectID
        self.title = title
    }

    func check() throws {
        if let id { try PersonText.identifier(id, "The id of a task") }
        guard !title.allSatisfy(\.isWhitespace), !title.contains(where: \.isNewline), title.unicodeScalars.count <= 512 else {
            throw Failure.invalidArgument("The title must have 1 to 512 characters on one line and not only blanks; the description takes more.")
        }
        if let description, description.utf8.count > 1 << 20 { throw Failure.invalidArgument("The description is longer than 1 MiB.") }
        guard (-1_000_000_000...1_000_000_000).contains(priority) else {
            throw Failure.invalidArgument("The priority must be a number from -1000000000 to 1000000000.")
        }
        if let maxAttempts, !(1...1_000_000).contains(maxAttempts) {
            throw Failure.invalidArgument("The number of attempts must be from 1 to 1000000.")
        }
        try PersonText.capabilities(requiredCapabilities, "A task can ask for")
    }
}

extension QueueTransaction {
    func add(_ new: NewTask) throws -> TaskRecord {
        try new.check()
        guard let project = try project(new.projectID), project.id == new.projectID else { throw Failure.projectNotFound(new.projectID) }
        let id = new.id ?? newID()
        do {
            try connection.execute(
                """
                INSERT INTO tasks (id, project_id, title, description, priority, required_capabilities, run_after, max_attempts,
                  created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(id), .text(project.id), .text(new.title.storable), SQLValue(new.description?.storable), .integer(new.priority),
                    new.requiredCapabilities.isEmpty ? .null : .text(Capabilities.text(new.requiredCapabilities.map(\.storable))),
                    time(new.runAfter), SQLValue(new.maxAttempts), time(now), time(now),
                ])
        } catch StoreError.duplicate {
            throw Failure.make("already_exists", "There is a task \(id) already.")
        }
        let task = try task(id)
        try emit(.updated, task, ["taskId": .string(id), "created": true, "newState": .string(task.state.rawValue)])
        return task
    }
}
