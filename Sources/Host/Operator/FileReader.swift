import Glibc

/// Reads whole small files.
enum FileReader {
    /// Why a file could not be read, in words that go behind its name.
    struct Failure: Error { var message: String }

    /// - Parameter limit: the most bytes taken; a longer file is an error.
    static func read(_ path: String, limit: Int = 16 << 20) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(message: reason(errno)) }
        defer { close(descriptor) }
        return try read(descriptor, limit: limit)
    }

    /// Reads a regular file, and does not wait for anything else; nil when there is none of that name.
    static func readRegular(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure(message: reason(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(message: reason(errno)) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Failure(message: reason(EISDIR)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(message: "is no regular file") }
        return try read(descriptor, limit: limit)
    }

    /// Reads until the end.
    static func read(_ descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(message: reason(errno)) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw Failure(message: "is larger than \(limit) bytes") }
        }
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "does not exist"
        case EACCES, EPERM: "may not be read by this user"
        case EISDIR: "is a folder, not a file"
        default: "cannot be read: \(String(cString: strerror(code)))"
        }
    }
}
