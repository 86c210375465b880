import AIWorkerKit
import ArgumentParser
import Foundation

struct QuestionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "question", abstract: "Questions of agents.", subcommands: [QuestionList.self, QuestionAnswer.self])
}

struct QuestionList: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List open questions, oldest first.")

    @Flag(help: "Answered and cancelled ones too.")
    var all = false

    @Option(help: "Only those of this task.")
    var task: String?

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let questions = try people.questions(task: task, onlyOpen: !all)
        let text = questions.map { asked in
            var lines = [
                "\(Printable.line(asked.question.id))  \(asked.question.status.rawValue)  task \(Printable.line(asked.question.taskID)): "
                    + Printable.line(asked.taskTitle ?? ""),
                "  " + Printable.lines(asked.question.question).replacing("\n", with: "\n  "),
            ]
            if let context = asked.question.context, !context.isEmpty {
                lines.append("  (" + Printable.lines(context).replacing("\n", with: "\n  ") + ")")
            }
            if let response = asked.question.response { lines.append("  → " + Printable.lines(response).replacing("\n", with: "\n  ")) }
            return lines.joined(separator: "\n")
        }
        return Answer(
            json: ["questions": .array(questions.map(\.json))],
            text: questions.isEmpty ? "Nobody waits for an answer." : text.joined(separator: "\n"))
    }
}

struct QuestionAnswer: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "answer", abstract: "Answer a question.")

    @Argument(help: "Id of the question.")
    var id: String

    @Argument(help: "The answer; - reads it from standard input.")
    var response: String

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        var text = response
        if text == "-" {
            text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
            if text.hasSuffix("\n") { text.removeLast() }
        }
        let question = try people.answer(id, text)
        return Answer(
            json: ["question": question.details],
            text: "The answer is stored; the agent of task \(Printable.line(question.taskID)) reads it with its next look.")
    }
}

struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "agent", abstract: "Agents.", subcommands: [AgentList.self])
}

struct AgentList: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List agents and when they were heard of.")

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let (agents, now) = try people.agents()
        var table = Table("ID", "STATUS", "TASK", "HEARD OF", "COMPLETED", "CAPABILITIES")
        for agent in agents {
            table.add(
                agent.id, agent.status, agent.currentTaskID, Printable.age(of: agent.lastHeartbeat, at: now),
                String(agent.tasksCompleted), agent.capabilities.joined(separator: ", "))
        }
        return Answer(
            json: ["agents": .array(agents.map(\.forPeople)), "now": .string(now.text)],
            text: agents.isEmpty ? "No agent has been here yet." : table.text)
    }
}

struct Log: PeopleCommand {
    static let configuration = CommandConfiguration(abstract: "Show what agents logged, oldest first.")

    @Option(help: "Only lines of this agent.")
    var agent: String?

    @Option(help: "Only lines about this task.")
    var task: String?

    @Option(help: "How many of the last lines.")
    var limit = 50

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000.") }
    }

    func work(_ people: People) throws -> Answer {
        let lines = try people.log(agent: agent, task: task, limit: limit)
        let text = lines.map { line in
            [line.createdAt?.text ?? "-", line.level, line.agentID, line.taskID ?? "-", line.message]
                .map(Printable.line).joined(separator: "  ")
        }
        return Answer(
            json: ["lines": .array(lines.map(\.json))], text: lines.isEmpty ? "Nothing was logged." : text.joined(separator: "\n"))
    }
}

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show events; with --json one object per line, in the form of the channel.")

    @Option(help: "Only events after this id. Default: the last 20, with --follow none.")
    var after: Int64?

    @Flag(help: "Go on with those to come, until it is stopped.")
    var follow = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Shell.run(json: common.json) {
            let people = try Shell.people(try Shell.settings())
            var cursor = EventCursor(after: try after ?? max(0, people.lastEvent() - (follow ? 0 : 20)))
            let clock = ContinuousClock()
            let start = clock.now
            while true {
                let missing = try people.events(cursor.missing)
                let rows = try people.events(after: cursor.last, limit: 500)
                for event in cursor.take(missing + rows, at: start.duration(to: clock.now) / .seconds(1)) { show(event) }
                if rows.isEmpty {
                    guard follow else { return }
                    usleep(300_000)
                }
            }
        }
    }

    private func show(_ event: OutboxEvent) {
        if common.json { return Shell.print(event.message.text) }
        let name = Printable.line(event.event)
        Shell.print(
            "\(event.id)  \(event.createdAt?.text ?? "-")  \(name)  \(Printable.line(event.taskID ?? "-"))  "
                + Printable.cut(Printable.line(event.payload.text), to: 200))
    }
}
