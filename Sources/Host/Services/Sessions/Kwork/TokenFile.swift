import Glibc

/// The file that keeps the token of the last sign-in, for this process and others.
struct TokenFile: Sendable {
    let path: String
    let log: HostLog

    /// - Parameter path: `~/` at the start is the home directory. nil when there is no file to keep.
    init?(_ path: String?, log: HostLog) {
        guard var path, !path.isEmpty else { return nil }
        if path.hasPrefix("~/") {
            guard let home = getenv("HOME") else { return nil }
            path = String(cString: home) + path.dropFirst()
        }
        self.path = path
        self.log = log
    }

    /// The token in it; nil when there is none that can be used.
    func read() -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno != ENOENT { log.write(.warning, "the token file cannot be read: \(Self.reason())") }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            log.write(.warning, "the token file is left alone: it is no regular file of this user")
            return nil
        }
        if status.st_mode & 0o077 != 0 { log.write(.warning, "the token file can be read by others; the next sign-in replaces it") }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0, count < bytes.count, let text = String(validating: bytes[..<count], as: UTF8.self) else { return nil }
        let token = Text.trimmed(text)
        let isToken = !token.isEmpty && token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        if !isToken, !token.isEmpty { log.write(.warning, "the token file does not hold a token") }
        return isToken ? token : nil
    }

    /// Replaces the file as a whole: readers see the old token or the new one, and never with a loose mode. A failure is
    /// only a warning, since the token at hand works without it.
    func write(_ token: String) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return warn() }
        let bytes = Array((token + "\n").utf8)
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            warn()
            unlink(temporary)
            return
        }
        let slash = path.lastIndex(of: "/")
        let folder = open(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Runs `body` while no other process that shares the file signs in; without the lock when it cannot be had because
    /// the folder does not allow it.
    func whileLocked<Value>(_ context: ExchangeContext, _ body: () -> Result<Value, Problem>) -> Result<Value, Problem> {
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return body() }
        // Closing gives the lock back, as the end of the process does.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { return body() }
            let next = MonotonicTime.now.adding(milliseconds: 25)
            guard next < context.deadline else { return .failure(Problem(.timeout, "another process is signing in for too long")) }
            guard context.cancellation.sleep(until: next) else { return .failure(Problem(.cancelled, "while another process signs in")) }
        }
        return body()
    }

    private func warn() { log.write(.warning, "the token of this sign-in is not kept: \(Self.reason())") }
    private static func reason() -> String { String(cString: strerror(errno)) }
}
