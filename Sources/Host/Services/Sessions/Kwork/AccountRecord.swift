import Crypto

/// Whose token it is and how long it lives, as far as this host has been told. Kept beside the token, for `mcp-host status` and
/// for whoever wants to know without a request. Holds no secret: the token is only recognised by it.
struct AccountRecord: Sendable, Equatable {
    /// SHA-256 of the token, 32 bytes.
    let tokenHash: [UInt8]
    /// The account's number; nil until Kwork has been asked.
    var accountID: Int64?
    /// The account's user name; nil until Kwork has been asked.
    var username: String?
    /// When the token came from a sign-in, in seconds since 1970; nil: it was given.
    var signedInAt: Int64?
    /// Until when Kwork takes the token, in seconds since 1970; nil: Kwork has not said.
    var expiresAt: Int64?
    /// When Kwork was last asked whose token it is, in seconds since 1970.
    var checkedAt: Int64?

    init(token: String) { tokenHash = AccountRecord.hash(token) }

    /// Whether it speaks of that token.
    func belongs(to token: String) -> Bool { tokenHash == AccountRecord.hash(token) }

    /// `@name (id 5)`; nil while the account is not known.
    var label: String? {
        guard let accountID, let username else { return nil }
        return "@\(username) (id \(accountID))"
    }

    private static func hash(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }
}

/// The record as JSON.
extension AccountRecord {
    private static let version: Int64 = 1

    var json: JSON {
        func number(_ value: Int64?) -> JSON { value.map { .integer($0) } ?? .null }
        return [
            "version": .integer(AccountRecord.version), "token_sha256": .string(Hex.encode(tokenHash)),
            "account_id": number(accountID), "username": username.map { .string($0) } ?? .null,
            "signed_in_at": number(signedInAt), "expires_at": number(expiresAt), "checked_at": number(checkedAt),
        ]
    }

    /// nil when it is no record of this version.
    init?(_ json: JSON) {
        guard json["version"]?.integer == AccountRecord.version, let hash = json["token_sha256"]?.string.flatMap(Hex.decode),
            hash.count == 32
        else { return nil }
        tokenHash = hash
        if let id = json["account_id"]?.integer, id > 0, let name = json["username"]?.string, !name.isEmpty {
            accountID = id
            username = name
        }
        signedInAt = json["signed_in_at"]?.integer
        expiresAt = json["expires_at"]?.integer
        checkedAt = json["checked_at"]?.integer
    }
}

/// Bytes as hexadecimal digits.
enum Hex {
    static func encode(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Percent.digit($0) }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
    }
}
