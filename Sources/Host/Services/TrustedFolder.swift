import Glibc

/// Folders in which a secret may be kept: nobody but this user and root can put something else into their place.
enum TrustedFolder {
    /// Opens the folder of a file. Links on the way are followed first, so that what is checked is what is used; each folder from
    /// the root down must belong to root or this user, and others may write to it only where they cannot touch what
    /// is not theirs (the sticky bit, as on /tmp).
    ///
    /// - Parameter path: of the file; relative to the working directory when it has no slash at its start.
    /// - Returns: a descriptor that the caller closes, or what is wrong, in words that go behind nothing.
    static func open(ofFile path: String) -> Result<Int32, StateProblem> {
        let folder = FilePath.directory(of: path)
        guard let resolved = realpath(folder, nil) else { return .failure(StateProblem("cannot be reached", folder)) }
        let real = String(cString: resolved)
        free(resolved)
        var part = real
        while true {
            if let problem = fault(part) { return .failure(problem) }
            guard part != "/" else { break }
            part = FilePath.directory(of: part)
        }
        let descriptor = Glibc.open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(StateProblem("cannot be opened", real)) }
        return .success(descriptor)
    }

    private static func fault(_ folder: String) -> StateProblem? {
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return StateProblem("\(folder) is no folder that can be looked at")
        }
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            return StateProblem("\(folder) belongs to another user, who could replace what is kept there")
        }
        guard status.st_mode & 0o022 == 0 || status.st_mode & S_ISVTX != 0 else {
            return StateProblem("others may write to \(folder), so they could replace what is kept there; take that right away with chmod go-w")
        }
        return nil
    }
}

extension TrustedFolder {
    /// Replaces a file in an open folder as a whole: readers see the old content or the new one, never with a mode other than
    /// 0600, and after a power failure one of the two.
    static func replace(_ name: String, in folder: Int32, with bytes: [UInt8]) -> Result<Void, StateProblem> {
        let temporary = "\(name).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let descriptor = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return .failure(StateProblem("cannot be written", name)) }
        // The mask of the process can only take rights away, and the owner needs these two.
        let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fchmod(descriptor, 0o600) == 0 && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        guard isWritten, renameat(folder, temporary, folder, name) == 0 else {
            errno = isWritten ? errno : reason
            defer { unlinkat(folder, temporary, 0) }
            return .failure(StateProblem("cannot be written", name))
        }
        fsync(folder)
        return .success(())
    }

    /// Writes a file of so many bytes under a passing name, and deletes it.
    static func tryOut(_ name: String, in folder: Int32, bytes count: Int) -> Result<Void, StateProblem> {
        let passing = "\(name).\(getpid()).try"
        defer { unlinkat(folder, passing, 0) }
        return replace(passing, in: folder, with: [UInt8](repeating: 0x20, count: count)).mapError { problem in
            StateProblem(problem.message.replacing(passing, with: name))
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int { Glibc.write(descriptor, bytes, count) }
}
