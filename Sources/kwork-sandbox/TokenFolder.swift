import Glibc

/// A folder of its own for the tokens of this sandbox, so that trying it out touches nobody's real one.
struct TokenFolder {
    struct Failure: Error, CustomStringConvertible {
        var reason: Int32
        var description: String { "cannot make a folder for tokens: \(String(cString: strerror(reason)))" }
    }

    private let path: String
    var tokenFile: String { path + "/token" }

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = Array((parent + "/kwork-sandbox-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(reason: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Deletes it with what hosts have put there.
    func remove() {
        for name in ["token", "token.account", "token.lock"] { unlink(path + "/" + name) }
        rmdir(path)
    }
}
