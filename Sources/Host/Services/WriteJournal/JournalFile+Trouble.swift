import Glibc

extension JournalFile {
    /// Why what is noted cannot be known, in words that go behind nothing; nil: it can, or nothing is noted. Changes nothing.
    var trouble: String? {
        guard let path else { return "there is no home directory" }
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            return errno == ENOENT ? nil : "\(path) cannot be read: \(String(cString: strerror(errno)))"
        }
        let access = Access(descriptor: descriptor)
        defer { access.close() }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            return "\(path) is no regular file of this user"
        }
        return access.read() == nil ? "\(path) is damaged or of another version; the next write starts it anew" : nil
    }
}
