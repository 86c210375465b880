import AIWorkerKit
import ArgumentParser

struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "Tasks: add, look, and decide.",
        subcommands: [TaskAdd.self, TaskListing.self, TaskShow.self, TaskCancel.self, TaskRequeue.self, TaskApprove.self])
}

struct TaskAdd: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a task to the backlog.",
        discussion: "Words after -- are taken as they are: aiworkerctl task add shop -- \"-v prints nothing\"")

    @Argument(help: "Id of the project.")
    var project: String

    @Argument(help: "What is to be done, in one line.")
    var title: String

    @Option(help: "Id, 1 to 64 characters. Default: a new UUID.")
    var id: String?

    @Option(help: "What is to be done, at length.")
    var description: String?

    @Option(parsing: .unconditional, help: "Larger is more urgent; may be negative.")
    var priority: Int64 = 0

    @Option(name: [.customLong("capability")], parsing: .singleValue, help: "What an agent must be able to do; may be repeated.")
    var capabilities: [String] = []

    @Option(help: "Not before this moment, as 2026-01-31T08:00:00Z.")
    var runAfter: String?

    @Option(help: "How many agents may try.")
    var maxAttempts: Int64?

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        var task = NewTask(projectID: project, title: title)
        task.id = id
        task.description = description
        task.priority = priority
        task.requiredCapabilities = capabilities
        task.maxAttempts = maxAttempts
        if let runAfter {
            guard let moment = Timestamp(parsing: runAfter) else {
                throw Failure.invalidArgument("--run-after must be a moment in UTC, such as 2026-01-31T08:00:00Z.")
            }
            task.runAfter = moment
        }
        let added = try people.add(task)
        return Answer(json: ["task": added.details], text: "Task \(Printable.line(added.id)) is in the backlog.")
    }
}

struct TaskListing: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List tasks in the order in which they are taken.")

    @Option(name: [.customLong("state")], parsing: .singleValue, help: "Only this state; may be repeated.")
    var states: [String] = []

    @Option(help: "Only tasks of this project.")
    var project: String?

    @Option(help: "Only tasks of this agent.")
    var agent: String?

    @Option(help: "Only tasks with this in their title or id.")
    var search: String?

    @Option(help: "How many, 1 to \(TaskFilter.longest).")
    var limit = 50

    @Option(help: "How many to leave out first.")
    var offset = 0

    @Flag(help: "Those that changed last come first.")
    var newest = false

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        var filter = TaskFilter()
        filter.states = try states.map { word in
            guard let state = TaskState(rawValue: word) else {
                let all = TaskState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure.invalidArgument("There is no state \(word). There are: \(all).")
            }
            return state
        }
        filter.projectID = project
        filter.agentID = agent
        filter.text = search
        filter.limit = limit
        filter.offset = offset
        filter.isNewestFirst = newest
        let list = try people.tasks(filter)
        var table = Table("ID", "STATE", "PRIO", "AGENT", "TITLE")
        for task in list.tasks {
            table.add(task.id, task.state.rawValue, String(task.priority), task.assignedAgentID, task.title)
        }
        var text = list.tasks.isEmpty ? "No tasks." : table.text
        if Int64(offset + list.tasks.count) < list.total, !list.tasks.isEmpty {
            text += "\n\(list.total - Int64(offset + list.tasks.count)) more: --offset \(offset + list.tasks.count)"
        }
        return Answer(
            json: ["tasks": .array(list.tasks.map(\.details)), "total": .integer(list.total), "offset": .integer(Int64(offset))],
            text: text)
    }
}

struct TaskShow: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show everything about a task: columns, questions, the last lines of log.")

    @Argument(help: "Id of the task.")
    var id: String

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let details = try people.details(id)
        guard var task = details["task"]?.asObject else { return Answer(json: details, text: "") }
        let questions = task["questions"]?.asArray ?? []
        let lines = task["recentLogs"]?.asArray ?? []
        for key in ["questions", "recentLogs", "project", "pullRequest"] { task[key] = nil }
        var text = Fields(.object(task)).text
        for question in questions {
            text += "\n\nQuestion \(Printable.line(question["id"]?.asString ?? "")) (\(question["status"]?.asString ?? "")): "
            text += Printable.lines(question["question"]?.asString ?? "")
            if let response = question["response"]?.asString { text += "\nAnswer: " + Printable.lines(response) }
        }
        if !lines.isEmpty { text += "\n" }
        for line in lines {
            text += "\n" + [line["createdAt"], line["agentId"], line["level"], line["message"]]
                .map { Printable.line($0?.asString ?? "-") }.joined(separator: "  ")
        }
        return Answer(json: details, text: text)
    }
}

/// A decision of a person about one task.
protocol Decision: PeopleCommand {
    var id: String { get }
    static var done: String { get }
    func decide(_ people: People) throws -> StatusChange
}

extension Decision {
    func work(_ people: People) throws -> Answer {
        let change = try decide(people)
        let same = "Task \(Printable.line(id)) is \(change.new.rawValue) already."
        return Answer(json: change.json, text: change.old == change.new ? same : "Task \(Printable.line(id)) \(Self.done).")
    }
}

struct TaskCancel: Decision {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Stop a task for good. Its agent hears of it with its next heartbeat.")
    static let done = "was cancelled"

    @Argument(help: "Id of the task.")
    var id: String

    @OptionGroup var common: CommonOptions

    func decide(_ people: People) throws -> StatusChange { try people.cancel(id) }
}

struct TaskRequeue: Decision {
    static let configuration = CommandConfiguration(
        commandName: "requeue", abstract: "Put a failed task, or one to be done again, back into the backlog.")
    static let done = "is in the backlog again"

    @Argument(help: "Id of the task.")
    var id: String

    @OptionGroup var common: CommonOptions

    func decide(_ people: People) throws -> StatusChange { try people.requeue(id) }
}

struct TaskApprove: Decision {
    static let configuration = CommandConfiguration(commandName: "approve", abstract: "Accept a task that is ready to test.")
    static let done = "was approved"

    @Argument(help: "Id of the task.")
    var id: String

    @OptionGroup var common: CommonOptions

    func decide(_ people: People) throws -> StatusChange { try people.approve(id) }
}
