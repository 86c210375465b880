import Glibc

/// The private directory in which processes of one user meet: `$XDG_RUNTIME_DIR/mcp-host`, else `/tmp/mcp-host-<uid>`.
enum StateDirectory {
    /// Opens it, made if need be. Refused unless it is a real directory of this user that nobody else may enter: `/tmp` is
    /// open to everybody, who could have put something else there.
    static func open() -> Result<Int32, StateProblem> {
        for path in candidates() {
            if case .success(let descriptor) = open(path) { return .success(descriptor) }
        }
        return open(fallback)
    }

    /// Opens the one in use without making it; nil when there is none that can be trusted.
    static func existing() -> Int32? {
        for path in candidates() + [fallback] {
            if case .success(let descriptor) = openExisting(path) { return descriptor }
        }
        return nil
    }

    static func open(_ path: String) -> Result<Int32, StateProblem> {
        if mkdir(path, 0o700) != 0, errno != EEXIST { return .failure(StateProblem("cannot be made", path)) }
        return openExisting(path)
    }

    static func openExisting(_ path: String) -> Result<Int32, StateProblem> {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(StateProblem("is no directory that can be opened", path)) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            close(descriptor)
            return .failure(StateProblem("does not belong to this user alone", path))
        }
        return .success(descriptor)
    }

    private static var fallback: String { "/tmp/mcp-host-\(geteuid())" }

    private static func candidates() -> [String] {
        guard let runtime = getenv("XDG_RUNTIME_DIR") else { return [] }
        let path = String(cString: runtime)
        return path.hasPrefix("/") ? [path + "/mcp-host"] : []
    }
}

/// Why state cannot be shared; for the operator's log.
struct StateProblem: Error, Equatable {
    var message: String

    init(_ what: String, _ path: String) { message = "\(path) \(what)" + (errno == 0 ? "" : " (\(String(cString: strerror(errno))))") }
    init(_ message: String) { self.message = message }
}
