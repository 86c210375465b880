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
