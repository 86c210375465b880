import Glibc
import Testing

@testable import Host

/// A pseudo-terminal: what the test writes to `controller` is typed, what it reads there is shown.
private final class PseudoTerminal {
    let controller: Int32
    let terminal: Int32

    init() throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(controller >= 0)
        // unlockpt and ptsname by their requests, as Swift does not see those functions.
        var lock: CInt = 0
        var number: CInt = 0
        try #require(ioctl(controller, 0x4004_5431, &lock) == 0 && ioctl(controller, 0x8004_5430, &number) == 0)
        terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(terminal >= 0)
    }

    deinit {
        close(controller)
        close(terminal)
    }

    func type(_ text: String) { Output.write(text, to: controller) }

    /// Everything shown up to and including a text, which may take its way through the terminal; or what came in 20 s.
    func shown(upTo text: String) -> String {
        var all: [UInt8] = []
        let deadline = MonotonicTime.now.adding(milliseconds: 20_000)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while !String(decoding: all, as: UTF8.self).contains(text), MonotonicTime.now < deadline {
            var ready = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 1000) == 1 else { continue }
            let count = read(controller, &bytes, bytes.count)
            guard count > 0 else { break }
            all += bytes[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }
}

@Suite struct TerminalClientTests {
    private static let question = Question(
        key: "k", message: "Who are you?",
        schema: [
            "properties": ["name": ["type": "string", "title": "Name"], "age": ["type": "integer", "title": "Age"]], "required": ["name", "age"],
        ], deadlineMilliseconds: nil, fallback: ["name": "nobody"])

    private func ask(
        _ client: TerminalClient, deadline: MonotonicTime = .distantFuture, cancellation: Cancellation = Cancellation()
    ) -> AskResult {
        client.ask(Self.question, deadline: deadline, cancellation: cancellation)
    }

    @Test("a person answers field by field, and is asked again after a slip")
    func answers() throws {
        let terminal = try PseudoTerminal()
        let client = TerminalClient(input: terminal.terminal, output: terminal.terminal)
        #expect(client.canAsk)
        terminal.type("Ada\nold\n36\n")
        guard case .answered(.accepted(let content)) = ask(client) else { return #expect(Bool(false), "not accepted") }
        #expect(content == ["name": "Ada", "age": 36])
        let shown = terminal.shown(upTo: "a whole number is needed")
        #expect(shown.contains("Who are you?") && shown.contains("Name: ") && shown.contains("a whole number is needed"))
    }

    @Test("nobody answers in time: the fallback")
    func timeout() throws {
        let terminal = try PseudoTerminal()
        let client = TerminalClient(input: terminal.terminal, output: terminal.terminal)
        guard case .answered(let answer) = ask(client, deadline: .now) else { return #expect(Bool(false), "not answered") }
        #expect(answer == .timeout(fallback: ["name": "nobody"]))
    }

    @Test("end of input closes the form")
    func endOfInput() throws {
        let terminal = try PseudoTerminal()
        let client = TerminalClient(input: terminal.terminal, output: terminal.terminal)
        terminal.type("Ada\n\u{4}")
        guard case .answered(let answer) = ask(client) else { return #expect(Bool(false), "not answered") }
        #expect(answer == .dismissed)
    }

    @Test("a cancelled call stops asking")
    func cancelled() throws {
        let terminal = try PseudoTerminal()
        let client = TerminalClient(input: terminal.terminal, output: terminal.terminal)
        let cancellation = Cancellation()
        cancellation.cancel(.client(reason: nil))
        guard case .cancelled = ask(client, cancellation: cancellation) else { return #expect(Bool(false), "not cancelled") }
    }

    @Test("without a terminal nobody is asked")
    func noTerminal() throws {
        let nowhere = open("/dev/null", O_RDWR)
        defer { close(nowhere) }
        let client = TerminalClient(input: nowhere, output: nowhere)
        #expect(!client.canAsk)
        guard case .answered(let answer) = ask(client) else { return #expect(Bool(false), "not answered") }
        #expect(answer == .unavailable(fallback: ["name": "nobody"]))
    }
}
