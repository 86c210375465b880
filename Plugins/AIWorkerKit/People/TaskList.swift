/// Which tasks to list, and which page of them.
public struct TaskFilter: Sendable {
    /// Empty: all.
    public var states: [TaskState] = []
    public var projectID: String?
    public var agentID: String?
    /// Empty: all.
    public var ids: [String] = []
    /// A part of the title or of the id, without case for plain letters.
    public var text: String?
    /// Largest `TaskFilter.longest`.
    public var limit = 50
    public var offset = 0
    /// Whether those that changed last come first; else the order in which they are taken.
    public var isNewestFirst = false
    /// Whether those that wait for a person come first and the backlog after all that is under way.
    public var isPersonFirst = false

    /// The longest page.
    public static let longest = 1000

    /// All tasks, the first page.
    public init() {}
}

/// A page of tasks.
public struct TaskList: Sendable {
    public var tasks: [TaskRecord]
    /// How many there are on all pages.
    public var total: Int64
    /// How many there are in each state when the filter's own states do not count.
    public var counts: [TaskState: Int64]
}

extension TaskState {
    /// First what waits for a person, then what is under way, then what is to come.
    fileprivate static let personFirst: [TaskState] = [.needsInput, .readyToTest, .failed, .inProgress, .approved, .backlog]
}

extension QueueTransaction {
    func tasks(_ filter: TaskFilter) throws -> TaskList {
        guard (1...TaskFilter.longest).contains(filter.limit), filter.offset >= 0 else {
            throw Failure.invalidArgument("A page has 1 to \(TaskFilter.longest) tasks and begins at 0 or later.")
        }
        var conditions: [String] = []
        var values: [SQLValue] = []
        if let project = filter.projectID {
            conditions.append("project_id = ?")
            values.append(.text(project))
        }
        if let agent = filter.agentID {
            conditions.append("assigned_agent_id = ?")
            values.append(.text(agent))
        }
        if !filter.ids.isEmpty {
            conditions.append("id IN (\(filter.ids.map { _ in "?" }.joined(separator: ", ")))")
            values += filter.ids.map { .text($0) }
        }
        if let text = filter.text, !text.isEmpty {
            // Backslash would mean different things to the two databases.
            let pattern = "%" + text.replacing("|", with: "||").replacing("%", with: "|%").replacing("_", with: "|_") + "%"
            conditions.append("(LOWER(title) LIKE LOWER(?) ESCAPE '|' OR LOWER(id) LIKE LOWER(?) ESCAPE '|')")
            values += [.text(pattern), .text(pattern)]
        }
        func condition() -> String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }
        let states = try connection.query("SELECT state, COUNT(*) AS found FROM tasks\(condition()) GROUP BY state", values)
        let counts = states.compactMap { row in row.text("state").flatMap(TaskState.init(rawValue:)).map { ($0, row.integer("found") ?? 0) } }
        let total = counts.reduce(0) { filter.states.isEmpty || filter.states.contains($1.0) ? $0 + $1.1 : $0 }
        if !filter.states.isEmpty {
            conditions.append("state IN (\(filter.states.map { _ in "?" }.joined(separator: ", ")))")
            values += filter.states.map { .text($0.rawValue) }
        }
        var order = filter.isNewestFirst ? "updated_at DESC, id DESC" : "priority DESC, \(dialect.comparable("created_at")), id"
        if filter.isPersonFirst {
            let ranks = TaskState.personFirst.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ")
            order = "CASE state \(ranks) ELSE \(TaskState.personFirst.count) END, " + order
        }
        let rows = try connection.query(
            "SELECT * FROM tasks\(condition()) ORDER BY \(order) LIMIT ? OFFSET ?",
            values + [.integer(Int64(filter.limit)), .integer(Int64(filter.offset))])
        return TaskList(tasks: rows.compactMap(TaskRecord.init), total: total, counts: Dictionary(uniqueKeysWithValues: counts))
    }
}
