import AIWorkerKit
import ArgumentParser

struct LogCommand: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show what agents logged, oldest first.")

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
