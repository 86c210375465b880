import Glibc

/// Where a password comes from when no person types it. Never the command line or the environment, which others can read.
enum PasswordSource: Sendable {
    case file(String)
    /// Open when the program is started, such as a pipe.
    case descriptor(Int32)

    struct Mistake: Error { var message: String }

    /// The password: everything up to one line end.
    func read() throws(Mistake) -> String {
        let bytes: [UInt8]
        switch self {
        case .file(let path): bytes = try PasswordSource.read(path)
        case .descriptor(let descriptor):
            guard isatty(descriptor) == 0 else {
                throw Mistake(message: "--password-fd leads to a terminal, which would show the password; leave the option out to be asked")
            }
            do throws(FileReader.Failure) {
                bytes = try FileReader.read(descriptor, limit: 4096)
            } catch {
                throw Mistake(message: "the descriptor of --password-fd \(error.message)")
            }
        }
        return try PasswordSource.password(bytes)
    }

    static func password(_ bytes: [UInt8]) throws(Mistake) -> String {
        var rest = bytes[...]
        if rest.last == UInt8(ascii: "\n") { rest.removeLast() }
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        guard !rest.isEmpty else { throw Mistake(message: "the password is empty") }
        guard let text = String(validating: rest, as: UTF8.self), !rest.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Mistake(message: "the password must be one line of UTF-8 text")
        }
        return text
    }

    private static func read(_ path: String) throws(Mistake) -> [UInt8] {
        if case .failure(let problem) = TrustedFolder.open(ofFile: path).map({ close($0) }) {
            throw Mistake(message: "the file of --password-file is not used: \(problem.message)")
        }
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Mistake(message: "the file of --password-file cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() || status.st_uid == 0,
            status.st_mode & 0o077 == 0
        else {
            throw Mistake(message: "the file of --password-file must be a regular file of this user that nobody else can read (chmod 600)")
        }
        do throws(FileReader.Failure) {
            return try FileReader.read(descriptor, limit: 4096)
        } catch {
            throw Mistake(message: "the file of --password-file \(error.message)")
        }
    }
}
