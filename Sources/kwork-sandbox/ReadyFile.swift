import Glibc

/// A file that appears complete or not at all: whoever waits for it never reads half of it.
enum ReadyFile {
    struct Failure: Error, CustomStringConvertible {
        var path: String
        var reason: Int32
        var description: String { "cannot write the ready file \(path): \(String(cString: strerror(reason)))" }
    }

    static func write(_ text: String, to path: String) throws {
        let draft = path + ".part"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(path: path, reason: errno) }
        let bytes = Array(text.utf8)
        let written = Glibc.write(file, bytes, bytes.count)
        let reason = errno
        close(file)
        guard written == bytes.count else { throw Failure(path: path, reason: reason) }
        guard rename(draft, path) == 0 else { throw Failure(path: path, reason: errno) }
    }
}
