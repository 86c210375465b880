import Glibc

/// Names one process for good: a number alone is given again to another one.
struct ProcessMark: Sendable, Equatable {
    var process: Int32
    /// When it started, in ticks since the boot (field 22 of /proc/PID/stat).
    var start: UInt64
    var boot: UInt64
    /// Processes of another container cannot be looked up by their number.
    var namespace: UInt64

    static let current = ProcessMark(
        process: getpid(), start: statistics(of: getpid())?.start ?? 0, boot: Boot.current, namespace: currentNamespace)

    /// No request is on its way for longer; then even a process that cannot be looked up has learnt its outcome.
    private static let longestFlight: Int64 = 900_000

    /// Whether the process lives. One in another container is believed to for as long as a request can take.
    func isAlive(sentAt: Int64, now: Int64) -> Bool {
        if self == ProcessMark.current { return true }
        guard boot == ProcessMark.current.boot else { return false }
        guard namespace == ProcessMark.current.namespace else { return now - sentAt < ProcessMark.longestFlight }
        guard let found = ProcessMark.statistics(of: process) else { return false }
        return found.start == start && !found.isGone
    }

    private static var currentNamespace: UInt64 {
        var status = stat()
        return stat("/proc/self/ns/pid", &status) == 0 ? UInt64(status.st_ino) : 0
    }

    private static func statistics(of process: Int32) -> (start: UInt64, isGone: Bool)? {
        let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &bytes, bytes.count)
        // The name of the program stands in parentheses, and may have some of its own.
        guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = bytes[(end + 1)..<count].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let start = UInt64(String(decoding: fields[19], as: UTF8.self)) else { return nil }
        // Killed, but its parent has not asked for it yet.
        return (start, fields[0].first == UInt8(ascii: "Z") || fields[0].first == UInt8(ascii: "X"))
    }
}
