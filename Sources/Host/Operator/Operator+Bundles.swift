import Glibc

// Commands that run bundle code on behalf of a person at a terminal.
extension Operator {
    /// Checks one bundle by itself, its `init` included.
    package static func check(bundle path: String, json: Bool = false) -> ExitStatus {
        withStreams { output in
            func refused(_ reason: String) -> ExitStatus {
                guard json else { return Operator.refused(path, reason) }
                let report: JSON = ["ok": false, "file": .string(path), "problem": .string(reason)]
                return ending(.failure, isTold: Output.write(report.text + "\n", to: output))
            }
            let single: SingleBundle
            switch SingleBundle.load(path, in: .process) {
            case .failure(let refusal): return refused(refusal.message)
            case .success(let value): single = value
            }
            if let reason = single.start() { return refused(reason) }
            let isTold = Output.write(json ? single.json(path: path).text + "\n" : single.report(path: path), to: output)
            single.end()
            return ending(.success, isTold: isTold)
        }
    }

    private static func refused(_ path: String, _ reason: String) -> ExitStatus {
        let shown = TerminalText.printable(path)
        // Nothing was looked at, so nothing was refused.
        guard FilePath.isFile(Surroundings.process.absolute(path, from: FilePath.workingDirectory)) else {
            complain("mcp-host: there is no file \(shown)")
            return .failure
        }
        complain("\(FilePath.name(of: shown)) is refused: \(TerminalText.printable(reason))")
        return .failure
    }

    /// Calls one tool, of the deployment or of a bundle given by its file.
    ///
    /// - Parameter words: `[bundle.so] tool [key=value …]`.
    /// - Parameter isPreview: only shows what a person would be asked to agree to.
    package static func call(_ options: DeploymentOptions, words: [String], json: Bool, isPreview: Bool = false) -> ExitStatus {
        var words = words[...]
        let bundle = words.first.flatMap { SingleBundle.isBundle($0) ? $0 : nil }
        if bundle != nil { words.removeFirst() }
        guard let toolName = words.popFirst() else {
            complain("mcp-host: name the tool to call; `mcp-host list` and `mcp-host check BUNDLE.so` show which there are")
            return .usage
        }
        // Kept for the arguments and answers of the person, before bundles find nothing there.
        let input = fcntl(0, F_DUPFD_CLOEXEC, 3)
        return withStreams { output in
            let request = CallCommand(
                toolName: toolName, words: Array(words), json: json, isPreview: isPreview, isAlone: bundle != nil, input: input, output: output)
            if let bundle {
                switch SingleBundle.load(bundle, in: .process) {
                case .failure(let refusal): return refused(bundle, refusal.message)
                case .success(let single):
                    if let reason = single.start() { return refused(bundle, reason) }
                    defer { single.end() }
                    return request.run(single.tools, findings: [])
                }
            }
            switch deployment(options) {
            case .failure(let status): return status
            case .success(let deployment):
                defer { deployment.end() }
                return request.run(deployment.catalog.tools, findings: deployment.bundles)
            }
        }
    }
}

/// `mcp-host call` once its tools are there.
struct CallCommand {
    let toolName: String
    let words: [String]
    let json: Bool
    /// Only what a person would be asked to agree to.
    let isPreview: Bool
    /// The bundle was given by its file, so there are no sessions.
    let isAlone: Bool
    let input: Int32
    let output: Int32

    func run(_ tools: [Tool], findings: [BundleFinding]) -> ExitStatus {
        guard let tool = tools.first(where: { $0.definition.name == toolName }) else {
            Operator.complain("mcp-host: \(Self.absence(of: toolName, tools, findings))")
            return .usage
        }
        let arguments: JSONObject
        do throws(ArgumentWords.Mistake) {
            arguments = try ArgumentWords.parse(try typed(), schema: tool.definition.inputSchema)
        } catch {
            Operator.complain("\(toolName): \(error.message)")
            return .usage
        }
        guard !isPreview || tool.definition.hints.contains(.write) else {
            Operator.complain("mcp-host: \(toolName) only reads, so nobody is asked and there is nothing to preview")
            return .usage
        }
        let cancellation = Cancellation()
        let interrupt = InterruptWatch(cancellation)
        interrupt.start()
        let run = CallRun(tool: tool, arguments: arguments, client: TerminalClient(input: input), cancellation: cancellation)
        let report = OutcomeReport(toolName: toolName, outcome: isPreview ? run.runPreview() : run.run(), hasJSONFailures: tool.hasJSONFailures)
        // A terminal obeys what a program only reads.
        let text = json ? report.json : isatty(output) == 1 ? TerminalText.printable(report.text) : report.text
        let isTold = Output.write(text, to: output)
        if !json, let complaint = report.complaint {
            Operator.complain(isatty(2) == 1 ? TerminalText.printable(complaint) : complaint)
        }
        if isAlone, report.lacksSession {
            Operator.complain("mcp-host: a bundle given by its file has no sessions: enable it in plugins.json, grant it the session there, and call the tool without the file")
        }
        guard isTold else {
            Operator.complain("mcp-host: \(toolName) has answered, but the answer could not be written")
            return report.exitStatus == .success ? .failure : report.exitStatus
        }
        return report.exitStatus
    }

    /// The words, or the JSON on stdin when there is only a `-`.
    private func typed() throws(ArgumentWords.Mistake) -> [String] {
        guard words == ["-"] else { return words }
        do throws(FileReader.Failure) {
            let bytes = try FileReader.read(input, limit: 16 << 20)
            let text = TerminalText.trimmed(String(decoding: bytes, as: UTF8.self))
            guard text.hasPrefix("{") else { throw FileReader.Failure(message: "holds no JSON object") }
            return [text]
        } catch {
            throw ArgumentWords.Mistake(message: "stdin \(error.message)")
        }
    }

    /// Why a tool cannot be called: off by a rule, in a bundle that is left out, or not there at all.
    static func absence(of name: String, _ tools: [Tool], _ findings: [BundleFinding]) -> String {
        for bundle in findings {
            if let tool = bundle.tools.first(where: { $0.definition.name == name }), let rule = tool.decision.offRule {
                return "\(name) of \(bundle.name) is off: \(rule)"
            }
        }
        let names = tools.map(\.definition.name)
        var text = "there is no tool \"\(TerminalText.printable(name))\""
        if let nearest = Suggestion.nearest(to: name, in: names) { text += "; did you mean \"\(nearest)\"?" }
        else if names.count <= 12 { text += names.isEmpty ? "; no tool is on" : "; there are: \(names.joined(separator: ", "))" }
        else { text += "; `mcp-host list` shows the bundles" }
        let missing = findings.filter { if case .refused = $0.state { true } else { false } }.map(\.name)
        if !missing.isEmpty { text += " (left out: \(missing.joined(separator: ", ")); see `mcp-host check`)" }
        return text
    }
}

/// Ctrl-C during a call: the first cancels it, the second ends the process.
struct InterruptWatch {
    private let cancellation: Cancellation

    init(_ cancellation: Cancellation) { self.cancellation = cancellation }

    /// Belongs to the main thread; threads started later leave the signal to this one's watcher.
    func start() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let mask = signals
        Thread.start(name: "interrupt") { [cancellation] in
            var mask = mask
            var number: Int32 = 0
            guard sigwait(&mask, &number) == 0 else { return }
            cancellation.cancel(.client(reason: "interrupted"))
            guard sigwait(&mask, &number) == 0 else { return }
            _exit(130)
        }
    }
}
