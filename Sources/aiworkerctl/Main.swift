import AIWorkerKit
import ArgumentParser
import Foundation
import Host

@main
struct AIWorkerControl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aiworkerctl",
        abstract: "The aiworker queue at a terminal: projects, tasks, questions, agents, events.",
        discussion: """
            Reads the same AIWORKER_* variables as the toolset. Without AIWORKER_DATABASE_URL the database is
            ~/.local/share/aiworker/aiworker.db, made on first use.

            Exit status: 0 done; 1 refused, not found, or a problem that doctor found; 2 the settings or the database
            cannot be used; 64 the command line is wrong.

              aiworkerctl project add shop --name "Shop"
              aiworkerctl task add shop "Add a dark mode" --id dark-mode
              aiworkerctl question list
              aiworkerctl question answer QUESTION "Midnight blue"
            """,
        version: "aiworkerctl " + Operator.versionNumber,
        subcommands: [
            InitializeCommand.self, ProjectCommand.self, TaskCommand.self, QuestionCommand.self, AgentCommand.self, LogCommand.self, EventsCommand.self,
            PreviewsCommand.self, Doctor.self,
        ],
        // A title may begin with -h; see main.
        helpNames: .long)

    static func main() {
        // For Redis, and for readers that leave early, such as head.
        signal(SIGPIPE, SIG_IGN)
        let typed = Array(CommandLine.arguments.dropFirst())
        let end = typed.firstIndex(of: "--") ?? typed.endIndex
        let words = typed[..<end].map { $0 == "-h" ? "--help" : $0 } + typed[end...]
        do {
            var command = try parseAsRoot(words)
            try command.run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            // We have no such options, so it is a text.
            let isText = words[..<end].contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.count > 2 && Double($0) == nil }
            let advice = isText ? "A text that begins with - goes behind the options and a --." : nil
            if typed[..<end].contains("--json") {
                let message = [message(for: error), advice].compactMap { $0 }.joined(separator: " ")
                Console.print(Console.error(Failure("usage", message)).text)
            } else {
                let lines = [fullMessage(for: error), advice].compactMap { $0 }.map { $0 + "\n" }.joined()
                FileHandle.standardError.write(Data(lines.utf8))
            }
            exit(withError: ExitCode.validationFailure)
        }
    }
}

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Print JSON with stable keys instead of text.")
    var json = false
}
