import ArgumentParser
import Foundation

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
        subcommands: [
            Initialize.self, ProjectCommand.self, TaskCommand.self, QuestionCommand.self, AgentCommand.self, Log.self, Events.self,
            PreviewsCommand.self, Doctor.self,
        ])

    static func main() {
        // For Redis, and for readers that leave early, such as head.
        signal(SIGPIPE, SIG_IGN)
        main(nil)
    }
}

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Print JSON with stable keys instead of text.")
    var json = false
}
