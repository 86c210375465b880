import Glibc
@testable import Host

/// A client that wants nothing.
final class SilentClient: CallClient {
    let canAsk = false
    func progress(_ progress: Double, total: Double?, message: String?) {}
    func log(_ level: LogLevel, logger: String, data: JSON) {}
    func ask(_ question: Question, deadline: MonotonicTime, cancellation: Cancellation) -> AskResult { .cancelled }
}

enum CallFixture {
    static func call(
        hints: ToolHints = .readOnly, writes: WritePolicy = .auto, sessions: Set<String> = ["service"], milliseconds: Int64 = 20_000,
        trace: TraceContext = TraceContext(), cancellation: Cancellation = Cancellation()
    ) -> ToolCall {
        let definition = ToolDefinition(
            name: "some_tool", title: "", description: "For tests.", hints: hints, inputSchema: ["type": "object"], outputSchema: nil,
            deadlineMilliseconds: milliseconds)
        let tool = Tool(
            definition: definition, bundleName: "some-bundle", sessions: sessions, writes: writes,
            lane: Lane(name: "some-bundle", isSerial: true), invoke: { _ in .cancelled })
        return ToolCall(tool: tool, arguments: JSONObject(), client: SilentClient(), cancellation: cancellation, trace: trace)
    }

    static var writing: ToolCall { call(hints: .write) }
}

/// Lines written to a log.
final class LogCapture: Sendable {
    private let lines = Monitor([String]())
    let redaction = Redaction()

    func log(level: LogLevel = .debug) -> HostLog {
        HostLog(level: level, redaction: redaction) { [lines] line in
            lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
    }

    var text: String { lines.withLock { $0.joined() } }
    var all: [String] { lines.withLock { $0 } }
}

/// A private directory that exists until the end of the test.
final class TestDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/mcp-host-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    deinit {
        guard path.hasPrefix("/tmp/mcp-host-test-"), let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink(path + "/" + name)
        }
        closedir(folder)
        rmdir(path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    static func write(_ text: String, to path: String, mode: mode_t = 0o600) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
        chmod(path, mode)
    }

    static func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }
}

/// A registry with one session called "service" and a state directory of its own.
struct SessionFixture {
    let directory: TestDirectory
    let capture = LogCapture()
    let registry: SessionRegistry
    let engine = HTTPEngine()

    init(_ configuration: SessionConfiguration, directory: TestDirectory = TestDirectory()) {
        self.directory = directory
        registry = SessionRegistry(
            ["service": configuration], engine: engine, log: capture.log(), redaction: capture.redaction,
            stateDirectory: directory.path)
    }

    /// Kind http over one address.
    init(
        base: String, headers: [HTTPHeader] = [], rate: RateLimit? = nil, directory: TestDirectory = TestDirectory(),
        connection: SessionConnection = SessionConnection()
    ) {
        self.init(
            .http(HTTPSessionConfiguration(
                sites: [SessionSite(name: "main", base: base)], headers: headers, rate: rate, connection: connection)),
            directory: directory)
    }

    func get(_ path: String, call: ToolCall = CallFixture.call()) -> Exchange.Outcome {
        registry.send(SessionRequest(session: "service", effect: .read, method: "GET", path: path), for: call)
    }

    func write(_ path: String, checkWith: String = "", call: ToolCall = CallFixture.writing) -> Exchange.Outcome {
        var request = SessionRequest(session: "service", effect: .write, method: "POST", path: path)
        request.checkWith = checkWith
        return registry.send(request, for: call)
    }
}

extension Exchange.Outcome {
    var answer: HTTPAnswer? { if case .answer(let answer) = self { answer } else { nil } }
    var failure: Failure? { if case .failed(let failure) = self { failure } else { nil } }
    var text: String? { answer.map { String(decoding: $0.body, as: UTF8.self) } }
}

/// The sandbox has a JSON of its own.
typealias HostJSON = JSON
