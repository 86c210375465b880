import Glibc

/// The file of a SQLite database, before SQLite sees it.
enum SQLiteFile {
    /// Makes it and its folders where they are missing, for their owner only.
    ///
    /// - Throws: `StoreError.unavailable`.
    static func create(_ path: String) throws {
        let folder = parent(path)
        if let reason = createFolder(folder) { throw StoreError.unavailable("the folder \(folder) cannot be created: \(reason)") }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.unavailable("\(path) cannot be opened for writing: \(lastReason())") }
        close(descriptor)
    }

    /// Why it is not there; nil: it is.
    private static func createFolder(_ path: String) -> String? {
        if path.isEmpty || isFolder(path) { return nil }
        if let reason = createFolder(parent(path)) { return reason }
        if mkdir(path, 0o700) == 0 { return nil }
        let reason = lastReason()
        // Another process may have been faster.
        return isFolder(path) ? nil : reason
    }

    private static func parent(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    private static func isFolder(_ path: String) -> Bool {
        var found = stat()
        return stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
    }

    private static func lastReason() -> String { String(cString: strerror(errno)) }
}
