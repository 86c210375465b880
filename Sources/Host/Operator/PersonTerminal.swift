import Glibc

/// The terminal of the person at the command line, whatever stdin and stdout lead to. Used by one thread.
final class PersonTerminal {
    private let input: Int32
    private let output: Int32
    private let stop: StopWatch

    /// nil when there is no terminal.
    init?(stop: StopWatch) {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        if terminal >= 0 {
            (input, output) = (terminal, terminal)
        } else if isatty(0) == 1, let shown = [2, 1, 0].first(where: { isatty($0) == 1 }) {
            (input, output) = (0, shown)
        } else {
            return nil
        }
        self.stop = stop
    }

    /// Shows lines. What comes from outside must have been made printable.
    func say(_ text: String) { Output.write(text.hasSuffix("\n") ? text : text + "\n", to: output) }

    /// A line that may be seen while it is typed; nil when there is none: end of input, or stopped.
    func ask(_ prompt: String) -> String? {
        Output.write(prompt, to: output)
        guard let line = readLine() else {
            Output.write("\n", to: output)
            return nil
        }
        return TerminalText.trimmed(line)
    }

    /// A line that is not shown while it is typed, exactly as typed. The terminal is as before when this returns, however it ends.
    func askHidden(_ prompt: String) -> String? {
        var usual = termios()
        guard tcgetattr(input, &usual) == 0 else { return nil }
        var quiet = usual
        quiet.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
        // A shell that takes over in the middle would find a terminal that shows nothing.
        withUnsafeMutableBytes(of: &quiet.c_cc) { $0[Int(VSUSP)] = 0 }
        stop.atAbruptEnd = (input, usual)
        // Off before the prompt: who answers it is not seen; what was typed earlier is no answer.
        guard tcsetattr(input, TCSAFLUSH, &quiet) == 0 else { return nil }
        defer {
            tcsetattr(input, TCSAFLUSH, &usual)
            stop.atAbruptEnd = nil
            Output.write("\n", to: output)
        }
        Output.write(prompt, to: output)
        return readLine()
    }

    /// Whether the person agrees; everything but a clear yes is a no.
    func agrees(_ question: String) -> Bool {
        guard let answer = ask("\(question) [y/N] ") else { return false }
        return ["y", "yes", "д", "да"].contains(answer.lowercased())
    }

    private func readLine() -> String? {
        var bytes: [UInt8] = []
        while !stop.cancellation.isCancelled {
            var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            // Woken now and then to see a signal.
            guard poll(&descriptor, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            guard read(input, &byte, 1) == 1 else { return nil }
            if byte == UInt8(ascii: "\n") { return String(validating: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
