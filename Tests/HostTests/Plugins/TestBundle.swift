import Glibc
import Synchronization

@testable import Host

/// Compiles C sources into bundles in a folder of their own, removed with this object.
final class BundleWorkshop: Sendable {
    let folder: String
    private let number = Atomic<Int>(0)

    init() {
        var template = Array("/tmp/host-tests-XXXXXX".utf8CString)
        folder = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    deinit { _ = try? BundleWorkshop.run(["rm", "-rf", folder]) }

    /// The top of the package.
    static let packageRoot = #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/\($1)" }

    /// Compiles a source text. Returns the path of the bundle.
    func build(_ source: String, name: String) throws -> String {
        let path = "\(folder)/\(name)-\(number.add(1, ordering: .relaxed).newValue).c"
        let file = fopen(path, "w")
        fputs(source, file)
        fclose(file)
        return try build(file: path, name: name)
    }

    func build(file: String, name: String, flags: [String] = []) throws -> String {
        // The dynamic linker takes a path it knows for the library it has: each bundle needs its own.
        let output = "\(folder)/\(name)-\(number.add(1, ordering: .relaxed).newValue).so"
        let include = "\(BundleWorkshop.packageRoot)/Sources/PluginABI/include"
        try BundleWorkshop.run(
            ["cc", "-std=c11", "-O1", "-shared", "-fPIC", "-pthread", "-I", include] + flags + ["-o", output, file])
        return output
    }

    struct CommandFailed: Error {
        var command: [String]
        var status: Int32
    }

    static func run(_ command: [String]) throws {
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let started = posix_spawnp(&child, command[0], nil, nil, &arguments, environ)
        guard started == 0 else { throw CommandFailed(command: command, status: started) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw CommandFailed(command: command, status: status) }
    }

    /// Compiles, loads and returns the tools of a bundle.
    func tools(
        _ source: String, name: String, resultLimit: Int = 1 << 20, deadline: Int64 = 30_000
    ) throws -> [Tool] {
        try bundle(source, name: name).makeTools(
            sessions: [], writes: { _ in .auto }, deadline: deadline, resultLimit: resultLimit, allowed: { _ in true })
    }

    func bundle(_ source: String, name: String) throws -> LoadedBundle {
        try BundleLoader.load(path: build("#include <mcp_plugin.h>\n" + source, name: name), name: name, services: { _, _ in nil })
            .get()
    }
}

/// A client that writes down what it is told and answers questions as it was told.
final class RecordingClient: CallClient {
    private let state = Monitor((progress: [String](), logs: [String](), questions: [Question]()))
    private let reply: @Sendable (Question) -> AskResult

    init(_ reply: @escaping @Sendable (Question) -> AskResult = { .answered(.unavailable(fallback: $0.fallback)) }) {
        self.reply = reply
    }

    var progressReports: [String] { state.withLock { $0.progress } }
    var logs: [String] { state.withLock { $0.logs } }
    var questions: [Question] { state.withLock { $0.questions } }
    var canAsk: Bool { true }

    func progress(_ progress: Double, total: Double?, message: String?) {
        state.withLock { $0.progress.append("\(progress) \(total.map { "\($0)" } ?? "-") \(message ?? "-")") }
    }

    func log(_ level: LogLevel, logger: String, data: JSON) {
        state.withLock { $0.logs.append("\(level.name) \(logger) \(data.text)") }
    }

    func ask(_ question: Question, deadline: MonotonicTime, cancellation: Cancellation) -> AskResult {
        state.withLock { $0.questions.append(question) }
        return reply(question)
    }
}

extension Tool {
    /// Runs the tool on this thread.
    func run(
        _ arguments: JSONObject = [:], client: any CallClient = RecordingClient(),
        cancellation: Cancellation = Cancellation(), trace: TraceContext = TraceContext(), deadline: MonotonicTime? = nil
    ) -> CallOutcome {
        invoke(
            ToolCall(
                tool: self, arguments: arguments, client: client, cancellation: cancellation, deadline: deadline, trace: trace))
    }
}

extension CallOutcome {
    /// The outcome in a few words: the text of an answer, `failed code: message`, `pending keys` or `cancelled`.
    var summary: String {
        switch self {
        case .answer(let answer): answer.text
        case .failure(let failure, _): "failed \(failure.code): \(failure.message)"
        case .pending(let questions): "pending \(questions.map(\.key).joined(separator: " "))"
        case .cancelled: "cancelled"
        }
    }

    var answer: ToolAnswer? { if case .answer(let answer) = self { answer } else { nil } }
    var failure: Failure? { if case .failure(let failure, _) = self { failure } else { nil } }
}

extension ToolAnswer {
    var text: String {
        content.compactMap { block in if case .text(let text) = block.kind { text } else { nil } }.joined(separator: "|")
    }
}
