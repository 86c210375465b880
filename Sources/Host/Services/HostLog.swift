import Glibc
import LinuxShim

/// The operator's log: lines on stderr, each written with one system call, with known secrets replaced. Safe from any thread.
final class HostLog: Sendable {
    /// Level from `MCP_HOST_LOG` (debug, info, warning or error); warning when it is unset or something else.
    static let shared: HostLog = {
        let (level, isUnderstood) = levelFromEnvironment()
        let log = HostLog(level: level, redaction: .shared)
        if !isUnderstood { log.write(.warning, "MCP_HOST_LOG is no level of this log: it can be debug, info, warning or error; warning is used") }
        return log
    }()
    /// Drops everything: for looks at files whose state is told elsewhere.
    static let silent = HostLog(level: .error, sink: { _ in })
    /// Longest line in bytes, line end included.
    static let lineLimit = 4096

    /// Lines below it are dropped.
    let level: LogLevel
    private let redaction: Redaction
    private let sink: @Sendable ([UInt8]) -> Void

    /// - Parameter sink: takes one whole line, ended by a line feed. Must not block for long.
    init(level: LogLevel, redaction: Redaction = .shared, sink: @escaping @Sendable ([UInt8]) -> Void = HostLog.writeToStandardError) {
        self.level = level
        self.redaction = redaction
        self.sink = sink
    }

    /// Writes one line. The text is only made when the level is on.
    func write(_ level: LogLevel, _ text: @autoclosure () -> String) {
        guard level >= self.level else { return }
        sink(HostLog.line(level, redaction.redact(text())))
    }

    /// One printable line of at most `lineLimit` bytes.
    static func line(_ level: LogLevel, _ text: String) -> [UInt8] {
        var line = Array("mcp-host \(level.name): ".utf8)
        let room = lineLimit - 1 - "…".utf8.count
        for scalar in text.unicodeScalars {
            let printed = isPrintable(scalar) ? Array(String(scalar).utf8) : Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
            if line.count + printed.count > room {
                line.append(contentsOf: "…".utf8)
                break
            }
            line.append(contentsOf: printed)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// False for what could forge a second line, move a terminal's cursor or turn the reading direction.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }

    private static func levelFromEnvironment() -> (level: LogLevel, isUnderstood: Bool) {
        guard let value = getenv("MCP_HOST_LOG"), value[0] != 0 else { return (.warning, true) }
        return LogLevel(name: String(cString: value)).map { ($0, true) } ?? (.warning, false)
    }

    private static let writeToStandardError: @Sendable ([UInt8]) -> Void = { line in
        line.withUnsafeBytes { bytes in
            // A full, unread or closed stderr loses the line: logging must never stop the work.
            guard linux_write_without_blocking(2, bytes.baseAddress, bytes.count) < 0, errno == ENOTSUP else { return }
            var poll = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
            guard Glibc.poll(&poll, 1, 0) == 1, poll.revents & Int16(POLLOUT) != 0 else { return }
            while Glibc.write(2, bytes.baseAddress, bytes.count) < 0, errno == EINTR {}
        }
    }
}
