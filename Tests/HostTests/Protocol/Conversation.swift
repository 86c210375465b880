import Testing

@testable import Host

/// A connection without a transport: lines go in as text, lines that came out can be waited for.
final class Conversation: LineSink {
    private let lines = Monitor<[JSON]>([])
    private let holder = Monitor<Connection?>(nil)
    let scheduler = Scheduler()

    init(_ tools: [Tool], vault: StateVault = StateVault(directory: Conversation.temporaryDirectory())) {
        let connection = Connection(tools: tools, sink: self, scheduler: scheduler, vault: vault)
        holder.withLock { $0 = connection }
    }

    var connection: Connection { holder.withLock { $0! } }

    func enqueue(_ line: [UInt8]) {
        let value = (try? JSON(parsing: line)) ?? .string("not JSON: \(String(decoding: line, as: UTF8.self))")
        lines.withLock { $0.append(value) }
        lines.broadcast()
    }
    func flush() {}
    let isCrowded = false
    func waitForRoom(until deadline: MonotonicTime) {}

    func send(_ text: String) {
        Array(text.utf8).withUnsafeBufferPointer { connection.receive(.line($0)) }
        connection.proceed()
    }

    /// Everything that came out so far.
    var all: [JSON] { lines.withLock { $0 } }

    /// The first line for which `matches` holds, taken out; nil after 20 s.
    func next(where matches: @escaping (JSON) -> Bool = { _ in true }) -> JSON? {
        lines.wait(until: MonotonicTime.now.adding(milliseconds: 20_000)) { lines in
            lines.firstIndex(where: matches).map { lines.remove(at: $0) }
        }
    }

    func answer(_ id: JSON) -> JSON? { next { $0["id"] == id && $0["method"] == nil } }

    /// Sends a request and gives its answer.
    func ask(_ text: String, id: JSON) -> JSON? {
        send(text)
        return answer(id)
    }

    func initialize(_ revision: String, capabilities: String = "{}") -> JSON? {
        defer { send(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#) }
        return ask(
            #"{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"\#(revision)","capabilities":\#(capabilities),"clientInfo":{"name":"test","version":"1"}}}"#,
            id: "init")
    }

    static func temporaryDirectory() -> String {
        "/tmp/mcp-host-test-\(UInt64.random(in: 0 ... .max))"
    }

    static func meta(_ capabilities: String = "{}", extra: String = "") -> String {
        #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":\#(capabilities)\#(extra)}"#
    }
}

extension Tool {
    /// A tool whose function is a closure.
    static func make(
        _ name: String, hints: ToolHints = .readOnly, writes: WritePolicy = .auto, deadline: Int64 = 30_000, serial: Bool = true,
        output: JSON? = nil, _ body: @escaping @Sendable (ToolCall) -> CallOutcome
    ) -> Tool {
        Tool(
            definition: ToolDefinition(
                name: name, title: "", description: "A tool of the tests.", hints: hints,
                inputSchema: ["type": "object"], outputSchema: output, deadlineMilliseconds: deadline),
            bundleName: "tests", writes: writes, lane: Lane(name: name, isSerial: serial), invoke: body)
    }

    // Made anew each time: a lane belongs to one scheduler.
    static var echo: Tool {
        make("echo") { call in .answer(ToolAnswer(content: [ContentBlock(.text(call.arguments["text"]?.string ?? ""))])) }
    }

    /// Runs until it is cancelled.
    static var endless: Tool {
        make("endless") { call in
            while call.cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: 60_000)) {}
            return .cancelled
        }
    }

    /// Asks one question and says what came of it.
    static var curious: Tool { make("curious", ask) }

    private static let ask: @Sendable (ToolCall) -> CallOutcome = { call in
        let question = Question(
            key: "colour", message: "Which colour?",
            schema: [
                "type": "object",
                "properties": [
                    "colour": ["type": "string", "oneOf": [["const": "r", "title": "Red"], ["const": "g", "title": "Green"]]]
                ], "required": ["colour"],
            ], deadlineMilliseconds: nil, fallback: nil)
        switch call.client.ask(question, deadline: call.deadline, cancellation: call.cancellation) {
        case .answered(let answer): return .answer(ToolAnswer(content: [ContentBlock(.text("\(answer)"))]))
        case .pending: return .pending([question])
        case .cancelled: return .cancelled
        }
    }
}
