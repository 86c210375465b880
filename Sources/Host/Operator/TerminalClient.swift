import Glibc

/// The client of `mcp-host call`: progress and log lines go to stderr, questions to the terminal if there is one.
final class TerminalClient: CallClient {
    private struct State {
        var lastProgress = -Double.infinity
        /// Whether a progress line stands unfinished on the terminal.
        var isLineOpen = false
    }

    private let input: Int32
    private let output: Int32
    private let isTerminal: Bool
    private let state = Monitor(State())

    /// - Parameters:
    ///   - input: where answers are typed.
    ///   - output: where progress and questions are shown.
    init(input: Int32 = 0, output: Int32 = 2) {
        self.input = input
        self.output = output
        isTerminal = isatty(output) == 1
    }

    var canAsk: Bool { isTerminal && isatty(input) == 1 }

    func progress(_ progress: Double, total: Double?, message: String?) {
        state.withLock { state in
            guard progress > state.lastProgress else { return }
            state.lastProgress = progress
            var line = JSON(progress).text
            if let total, total > 0 { line += "/\(JSON(total).text)" }
            if let message, !message.isEmpty { line += " \(TerminalText.printable(message))" }
            // On a terminal each line replaces the one before.
            write(isTerminal ? "\r\u{1B}[K\(line)" : line + "\n")
            state.isLineOpen = isTerminal
        }
    }

    func log(_ level: LogLevel, logger: String, data: JSON) {
        let name = logger.isEmpty ? "" : " \(TerminalText.printable(logger))"
        say("\(level.name)\(name): \(TerminalText.printable(data.string ?? data.text))")
    }

    func ask(_ question: Question, deadline: MonotonicTime, cancellation: Cancellation) -> AskResult {
        guard canAsk else { return .answered(.unavailable(fallback: question.fallback)) }
        say(TerminalText.printable(question.message))
        var content = JSONObject()
        for field in TerminalField.all(question.schema) {
            while true {
                write(field.prompt)
                guard let line = readLine(until: deadline, cancellation) else {
                    // The terminal stands behind the prompt and, after Ctrl-C, behind ^C.
                    write("\n")
                    if cancellation.isCancelled { return .cancelled }
                    return .answered(MonotonicTime.now >= deadline ? .timeout(fallback: question.fallback) : .dismissed)
                }
                switch field.read(line) {
                case .value(let value): content[field.name] = value
                case .nothing: break
                case .again(let reason):
                    write("\(reason)\n")
                    continue
                }
                break
            }
        }
        return .answered(.accepted(content))
    }

    /// Ends the progress line, if one is open.
    func finish() {
        state.withLock { state in
            if state.isLineOpen { write("\r\u{1B}[K") }
            state.isLineOpen = false
        }
    }

    private func say(_ line: String) {
        finish()
        write(line + "\n")
    }

    /// One line from the terminal; nil at the end of input, at the deadline or when the call is cancelled.
    private func readLine(until deadline: MonotonicTime, _ cancellation: Cancellation) -> String? {
        var bytes: [UInt8] = []
        while !cancellation.isCancelled {
            let remaining = deadline.remainingMilliseconds
            guard remaining > 0 else { return nil }
            var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            // Woken now and then to see a cancellation.
            guard poll(&descriptor, 1, Int32(min(remaining, 200))) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(input, &byte, 1) == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    private func write(_ text: String) { Output.write(text, to: output) }
}

/// Writing whole texts to a descriptor.
enum Output {
    /// Writes everything, or as much as the reader takes. Returns whether all of it went.
    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}
