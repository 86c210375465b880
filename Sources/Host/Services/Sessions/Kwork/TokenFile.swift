import Glibc

/// The file that keeps the token of the last sign-in, for this process and others.
struct TokenFile: Sendable {
    /// What is found at the path.
    enum Content: Sendable, Equatable {
        case absent
        /// `isPrivate`: nobody else can read it.
        case token(String, isPrivate: Bool)
        /// Why it is left alone, in words that go behind "the token file".
        case unusable(String)
    }

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

    /// The token in it for a session; nil when there is none that it can use.
    func read(for claim: TokenClaim) -> String? {
        switch look() {
        case .absent: return nil
        case .unusable(let reason):
            log.write(.warning, "the token file \(reason)")
            return nil
        case .token(let token, let isPrivate):
            if let reason = standing(of: token, for: claim).reason {
                log.write(.warning, "the token file \(reason)")
                return nil
            }
            if !isPrivate { log.write(.warning, "the token file can be read by others; the next sign-in replaces it") }
            return token
        }
    }

    /// What is there. Changes nothing.
    func look() -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return errno == ENOENT ? .absent : .unusable("cannot be read: \(Self.reason())") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            return .unusable("is left alone: it is no regular file of this user")
        }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return .unusable("cannot be read: \(Self.reason())") }
        guard count < bytes.count, let text = String(validating: bytes[..<count], as: UTF8.self) else {
            return .unusable("does not hold a token")
        }
        let token = Text.trimmed(text)
        if token.isEmpty { return .absent }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return .unusable("does not hold a token") }
        return .token(token, isPrivate: status.st_mode & 0o077 == 0)
    }

    /// Keeps the token of a sign-in. A failure is only a warning, since the token at hand works without it.
    func write(_ token: String, for claim: TokenClaim) {
        if case .token(let kept, _) = look(), standing(of: kept, for: claim) == .otherAddress {
            return log.write(.warning, "the token of this sign-in is not kept: the token file \(TokenClaim.Standing.otherAddress.reason ?? "")")
        }
        if case .failure(let problem) = store(token, for: claim) {
            log.write(.warning, "the token of this sign-in is not kept: \(problem.message)")
        }
    }

    /// Replaces the file as a whole: readers see the old token or the new one, and never with a loose mode. Refused when
    /// somebody else could put another file into its place. Readers that must not meet one token with the note of another
    /// hold the lock, as the caller does.
    func store(_ token: String, for claim: TokenClaim) -> Result<Void, StateProblem> {
        if let problem = place() { return .failure(problem) }
        return TrustedFolder.open(ofFile: path).flatMap { folder in
            defer { close(folder) }
            // First, and not without it: a token without its note is anybody's.
            return putNote(of: token, for: claim, in: folder).flatMap {
                TrustedFolder.replace(FilePath.name(of: path), in: folder, with: Array((token + "\n").utf8))
            }
        }
    }

    /// Why no token may be stored here; nil: one may. Changes nothing.
    func place() -> StateProblem? {
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFLNK else {
                return StateProblem("\(path) is a link, which is not followed; give the file itself as token_file, or remove the link")
            }
            guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
                return StateProblem("\(path) is no regular file of this user")
            }
        }
        switch TrustedFolder.open(ofFile: path) {
        case .failure(let problem): return problem
        case .success(let folder):
            close(folder)
            return nil
        }
    }

    /// Why a token could not be written now, found out by writing as much beside it and taking it away again; nil: it could.
    func tryOut() -> StateProblem? {
        let result = TrustedFolder.open(ofFile: path).flatMap { folder in
            defer { close(folder) }
            return TrustedFolder.tryOut(FilePath.name(of: path), in: folder, bytes: 32_768)
        }
        if case .failure(let problem) = result { return problem }
        return nil
    }

    /// Deletes the file. Returns false when there was none. Refused for anything but a regular file of this user.
    func remove() -> Result<Bool, StateProblem> {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            return errno == ENOENT ? .success(false) : .failure(StateProblem("cannot be looked at", path))
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            return .failure(StateProblem("\(path) is left alone: it is no regular file of this user"))
        }
        guard unlink(path) == 0 else { return .failure(StateProblem("cannot be deleted", path)) }
        unlink(notePath)
        let folder = open(FilePath.directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
        return .success(true)
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

    private static func reason() -> String { String(cString: strerror(errno)) }
}
