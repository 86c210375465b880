import Glibc

// The note beside a kept token: for which address and login it was given.
extension TokenFile {
    var notePath: String { path + ".account" }

    /// How a kept token stands to a session.
    func standing(of token: String, for claim: TokenClaim) -> TokenClaim.Standing { claim.standing(of: token, note: note()) }

    /// The note; nil when there is none, or none that this user has written. Changes nothing.
    func note() -> TokenNote? {
        let descriptor = open(notePath, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0, let json = try? JSON(parsing: String(decoding: bytes[..<count], as: UTF8.self)) else { return nil }
        return TokenNote(json)
    }

    /// Whether a note lies there that speaks of another token: a sign-in is under way, or the token was put there by hand.
    func hasNote(notOf token: String) -> Bool { note().map { !$0.belongs(to: token) } ?? false }

    /// Notes a token of which nothing is known as one of Kwork's own address, so that no other address gets it later. Does
    /// without when that cannot be.
    func adopt(_ token: String, for claim: TokenClaim) {
        guard claim.isKwork, note()?.belongs(to: token) != true else { return }
        guard case .success(let folder) = TrustedFolder.open(ofFile: path) else { return }
        defer { close(folder) }
        _ = putNote(of: token, for: TokenClaim(api: claim.api, login: nil), in: folder)
    }

    func putNote(of token: String, for claim: TokenClaim, in folder: Int32) -> Result<Void, StateProblem> {
        let note = TokenNote(token: token, api: claim.api, login: claim.login)
        return TrustedFolder.replace(FilePath.name(of: notePath), in: folder, with: Array((note.json.text + "\n").utf8))
    }
}
