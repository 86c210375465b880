import Crypto

/// For which address and which login a kept token was given. Lies beside the token, so that no other session takes it for its
/// own: neither another account's nor one of a sandbox. Holds no secret, and the login only as a hash that nobody can guess at
/// without the token.
struct TokenNote: Sendable, Equatable {
    /// SHA-256 of the token, 32 bytes.
    let tokenHash: [UInt8]
    /// Base address of the API that gave it.
    let api: String
    /// SHA-256 of token and login, 32 bytes; nil: nobody knows for which login it was given.
    let loginHash: [UInt8]?

    init(token: String, api: String, login: String?) {
        tokenHash = TokenNote.hash([token])
        self.api = api
        loginHash = login.map { TokenNote.hash([token, TokenNote.folded($0)]) }
    }

    func belongs(to token: String) -> Bool { tokenHash == TokenNote.hash([token]) }

    /// Whether the token was given at this address.
    func isOf(api other: String) -> Bool { TokenNote.isSame(api, other) }

    /// Whether the token may have been given for this login; case does not count.
    func mayBeOf(login: String, token: String) -> Bool {
        loginHash.map { $0 == TokenNote.hash([token, TokenNote.folded(login)]) } ?? true
    }

    static func isSame(_ api: String, _ other: String) -> Bool {
        guard let left = BaseAddress(api), let right = BaseAddress(other) else { return api == other }
        return left == right
    }

    private static func folded(_ login: String) -> String { Text.trimmed(login).lowercased() }

    private static func hash(_ parts: [String]) -> [UInt8] {
        var hash = SHA256()
        for part in parts { hash.update(data: Array("\(part.utf8.count):\(part)".utf8)) }
        return Array(hash.finalize())
    }
}

/// The note as JSON.
extension TokenNote {
    private static let version: Int64 = 1

    var json: JSON {
        [
            "version": .integer(TokenNote.version), "token_sha256": .string(Hex.encode(tokenHash)), "api": .string(api),
            "login_sha256": loginHash.map { .string(Hex.encode($0)) } ?? .null,
        ]
    }

    /// nil when it is no note of this version.
    init?(_ json: JSON) {
        guard json["version"]?.integer == TokenNote.version, let api = json["api"]?.string,
            let token = json["token_sha256"]?.string.flatMap(Hex.decode), token.count == 32
        else { return nil }
        tokenHash = token
        self.api = api
        loginHash = json["login_sha256"]?.string.flatMap(Hex.decode)
    }
}

/// What a session may take from a token file, and put into it.
struct TokenClaim: Sendable, Equatable {
    /// Base address of the session's API.
    var api: String
    /// nil: any account will do.
    var login: String?

    /// How a kept token stands to a session.
    enum Standing: Sendable, Equatable {
        case fits
        /// Given at another address. Never sent here, and never replaced by a token of here.
        case otherAddress
        /// Given for another login. Not used; a sign-in replaces it.
        case otherLogin

        /// Why it is not used, in words that go behind "the token file"; nil: it is.
        var reason: String? {
            switch self {
            case .fits: nil
            case .otherAddress: "holds a token of another API address, so it is neither used nor replaced: give this session a token_file of its own"
            case .otherLogin: "holds the token of another login, so it is not used; the next sign-in replaces it"
            }
        }
    }

    /// - Parameter note: what lies beside the token. Without one that speaks of it the token counts as this session's: the
    ///   operator has put it there, or an older host.
    func standing(of token: String, note: TokenNote?) -> Standing {
        guard let note, note.belongs(to: token) else { return .fits }
        guard note.isOf(api: api) else { return .otherAddress }
        if let login, !login.isEmpty, !note.mayBeOf(login: login, token: token) { return .otherLogin }
        return .fits
    }

    /// Whether the address is Kwork's own: a token that nothing is known about is then noted as one of it.
    var isKwork: Bool { KworkSite.allCases.contains { TokenNote.isSame(api, $0.api) } }
}

extension KworkSessionConfiguration {
    var tokenClaim: TokenClaim { TokenClaim(api: api, login: login) }
}
