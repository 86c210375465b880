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
            if exitCode(for: error) == .validationFailure, typed[..<end].contains("--json") {
                Console.print(Console.error(Failure("usage", message(for: error))).text)
                exit(withError: ExitCode.validationFailure)
            }
            exit(withError: error)
        }
    }
}

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Print JSON with stable keys instead of text.")
    var json = false
}
