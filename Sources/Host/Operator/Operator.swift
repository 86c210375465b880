import Glibc
import LinuxShim

/// The commands of `mcp-host`, one function each. They print, and return what the process ends with.
package enum Operator {
    package static var version: String { "\(ServerIdentity.name) \(versionNumber)" }

    /// Of everything in this package.
    package static var versionNumber: String { ServerIdentity.version }

    /// Ends the process at once: destructors of bundles must not run while their threads still do.
    package static func exit(_ status: ExitStatus) -> Never {
        fflush(nil)
        _exit(status.rawValue)
    }

    /// Prints a line on stdout.
    ///
    /// - Returns: whether all of it went.
    @discardableResult
    package static func say(_ text: String) -> Bool { Output.write(text.hasSuffix("\n") ? text : text + "\n", to: 1) }

    /// What a command ends with once its text is on its way: what nobody got to see is no success.
    static func ending(_ status: ExitStatus, isTold: Bool) -> ExitStatus {
        if isTold { return status }
        complain("mcp-host: the output could not be written")
        return status == .success ? .failure : status
    }

    /// Prints a line on stderr.
    package static func complain(_ text: String) { Output.write(text.hasSuffix("\n") ? text : text + "\n", to: 2) }

    /// Keeps the secrets in the memory of this process out of core files and debuggers. `MCP_HOST_CORE=1` leaves both possible, for
    /// whoever looks for a fault and knows what is in such a file.
    static func protectMemory() {
        // A level that is none is told at once, not with the first line it may or may not hide.
        _ = HostLog.shared
        guard Environment.process["MCP_HOST_CORE"] != "1" else { return }
        linux_forbid_core_dumps()
    }

    /// Serves the client at the other end of stdin and stdout. Returns only when that could not begin.
    package static func serve(_ options: DeploymentOptions) -> ExitStatus {
        protectMemory()
        guard let streams = StandardStreams.claim() else {
            complain("mcp-host: stdin and stdout must be open; an MCP client starts this program with both")
            return .usage
        }
        switch deployment(options, isServing: true) {
        case .failure(let status): return status
        case .success(let deployment):
            for problem in deployment.problems { HostLog.shared.write(problem.isRefusal ? .error : .warning, problem.line) }
            Server(
                tools: deployment.catalog.tools, streams: streams,
                parallelCalls: deployment.configuration.manifest.policy.workers ?? 16, cleanUp: { deployment.end() }
            ).run()
        }
    }

    /// Shows what is on and what is off.
    package static func list(_ options: DeploymentOptions, json: Bool) -> ExitStatus {
        withStreams { output in
            switch deployment(options) {
            case .failure(let status): return status
            case .success(let deployment):
                let report = deployment.report
                let isTold = Output.write(json ? report.json.text + "\n" : report.shown(on: output), to: output)
                deployment.end()
                return ending(.success, isTold: isTold)
            }
        }
    }

    /// Checks plugins.json and everything it names.
    package static func check(_ options: DeploymentOptions, json: Bool = false) -> ExitStatus {
        withStreams { output in
            switch deployment(options) {
            case .failure(let status): return status
            case .success(let deployment):
                let report = CheckReport(deployment)
                let isTold = Output.write(json ? report.json.text + "\n" : report.text, to: output)
                deployment.end()
                return ending(report.problems.isEmpty ? .success : .failure, isTold: isTold)
            }
        }
    }

    package static func compilerFlags() -> ExitStatus {
        guard let flags = CompilerFlags.text(in: .process) else {
            let folders = CompilerFlags.folders(program: Surroundings.process.programDirectory)
            complain("mcp-host: \(CompilerFlags.header) is in none of \(folders.joined(separator: ", "))")
            return .configuration
        }
        return ending(.success, isTold: say(flags))
    }

    package static func schema() -> ExitStatus {
        ending(.success, isTold: say(ManifestShape.schema.text))
    }

    /// What to say about a word that is no command.
    package static func unknownWord(_ word: String, known: [String]) -> String {
        let advice = Suggestion.nearest(to: word, in: known).map { "; did you mean \"\($0)\"?" }
            ?? "; there are: \(known.joined(separator: ", "))"
        return "mcp-host: there is no command \"\(TerminalText.printable(word))\"\(advice)"
    }

    /// Runs a command whose bundles may print and read: what they print goes to stderr, the command's own text to `output`,
    /// and there is nothing on stdin for them.
    static func withStreams(_ body: (_ output: Int32) -> ExitStatus) -> ExitStatus {
        signal(SIGPIPE, SIG_IGN)
        protectMemory()
        let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
        dup2(2, 1)
        let nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if nowhere > 0 {
            dup2(nowhere, 0)
            close(nowhere)
        }
        defer { close(output) }
        return body(output)
    }

    /// The deployment, or what the process ends with after the reasons were printed.
    static func deployment(_ options: DeploymentOptions, isServing: Bool = false) -> Result<Deployment, ExitStatus> {
        do {
            return .success(try Deployment.load(options, isServing: isServing))
        } catch {
            for line in error.lines { complain("mcp-host: \(TerminalText.printable(line))") }
            return .failure(error.exitStatus)
        }
    }
}

extension Deployment {
    /// What the files say that sessions in use name. Reads them, so it is for commands only.
    var fileProblems: [BundleFinding.Problem] {
        usedEntries.flatMap { $0.fileProblems() }.map { .init(line: $0, isRefusal: false) }
    }

    /// What an operator should know about sessions that work all the same.
    var remarks: [String] { usedEntries.flatMap { $0.remarks(in: .process) } }

    private var usedEntries: [SessionEntry] {
        let used = usedSessions
        return configuration.manifest.sessions.filter { used.contains($0.name) }
    }

    var report: ListReport { ListReport(file: configuration.file, bundles: bundles, sessions: sessions) }
}
