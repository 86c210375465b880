import Glibc

/// The directory of this user for what must outlive a session and a boot: `$XDG_STATE_HOME/mcp-host`, else
/// `~/.local/state/mcp-host`. The limits of `StateDirectory` mean nothing after a boot; a write does.
enum LastingDirectory {
    /// nil when this user has no home.
    static var path: String? {
        if let state = getenv("XDG_STATE_HOME"), state[0] == 0x2F { return String(cString: state) + "/mcp-host" }
        let home = getenv("HOME") ?? getpwuid(getuid())?.pointee.pw_dir
        return home.map { String(cString: $0) + "/.local/state/mcp-host" }
    }

    /// Opens a folder in it, made with everything above it if need be. Refused unless both belong to this user and nobody else
    /// may write to the one or enter the other.
    static func open(_ folder: String) -> Result<Int32, StateProblem> {
        guard let path else { return .failure(StateProblem("there is no home directory")) }
        guard make(path) else { return .failure(StateProblem("cannot be made", path)) }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o022 == 0
        else {
            errno = 0
            return .failure(StateProblem("must be a folder of this user that nobody else may write to", path))
        }
        return StateDirectory.open(path + "/" + folder)
    }

    private static func make(_ path: String) -> Bool {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return true }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return false }
        return make(String(path[..<slash])) && (mkdir(path, 0o700) == 0 || errno == EEXIST)
    }
}
