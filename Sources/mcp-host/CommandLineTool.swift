import ArgumentParser
import Host

/// `mcp-host` and its commands.
struct CommandLineTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp-host",
        abstract: "Serves the tools of .so bundles to an MCP client over stdin and stdout.",
        usage: """
            mcp-host [serve] [--config <file>] [--toolsets <a,b>] [--read-only]
            mcp-host <command> [<options>]
            """,
        discussion: """
            Without a command it serves. What is served stands in plugins.json, looked for in this order: --config, \
            MCP_HOST_CONFIG, the working directory, beside the program, $XDG_CONFIG_HOME/mcp-host (~/.config/mcp-host).

            Exit codes:
              0  done: the client left, the tool answered, everything checked can be used
              1  the tool failed or was refused; with check and status, something cannot be used
              2  the command line is wrong; with call, there is no such tool
              3  no plugins.json, or one that cannot be used at all
              4  a write may or may not have happened: check before repeating it
            130  stopped with Ctrl-C
            """,
        version: Operator.version,
        subcommands: [Serve.self, List.self, Call.self, Check.self, Login.self, Status.self, Logout.self, CFlags.self, Schema.self],
        defaultSubcommand: Serve.self)

    /// Runs the command on the command line of this process and ends the process.
    static func run() -> Never {
        if let complaint = unknownCommand(CommandLine.arguments.dropFirst().first) {
            Operator.complain(complaint)
            Operator.exit(.usage)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let status as ExitStatus {
            Operator.exit(status)
        } catch {
            // Help and version come this way too; only mistakes end with 2.
            let text = fullMessage(for: error)
            if !exitCode(for: error).isSuccess, let discretion {
                Operator.complain(discretion)
                Operator.exit(.usage)
            }
            if exitCode(for: error).isSuccess {
                Operator.say(text)
                Operator.exit(.success)
            }
            Operator.complain(text)
            Operator.exit(.usage)
        }
        Operator.exit(.success)
    }
}

extension CommandLineTool {
    /// What to say instead of the parser's complaint, which repeats words: here one of them may be a password.
    private static var discretion: String? {
        guard let command = CommandLine.arguments.dropFirst().first(where: { ["login", "logout", "status"].contains($0) }) else { return nil }
        return "mcp-host \(command): the command line is not understood. It is not repeated here, because a password may have slipped into it; "
            + "passwords are never taken from there. See mcp-host \(command) --help"
    }

    /// What to say when the first word is no command: with a default command the parser would blame that one.
    private static func unknownCommand(_ word: String?) -> String? {
        guard let word, !word.hasPrefix("-") else { return nil }
        let names = configuration.subcommands.flatMap { [$0.configuration.commandName ?? "\($0)".lowercased()] + $0.configuration.aliases } + ["help"]
        return names.contains(word) ? nil : Operator.unknownWord(word, known: names)
    }
}

/// Options that all commands share which look at the deployment.
struct SharedOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: ArgumentHelp("The plugins.json to use.", valueName: "file"))
    var configuration: String?

    @Option(help: ArgumentHelp("Only these bundles, by their names in plugins.json.", valueName: "a,b"))
    var toolsets: String?

    @Flag(name: .customLong("read-only"), help: "Switch off everything that writes, whatever plugins.json says.")
    var isReadOnly = false

    var deployment: DeploymentOptions {
        DeploymentOptions(
            configuration: configuration, toolsets: toolsets.map(DeploymentOptions.names), isReadOnly: isReadOnly)
    }
}

