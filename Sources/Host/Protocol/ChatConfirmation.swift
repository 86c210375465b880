import Crypto

/// The key with which a model says that the person in the chat has agreed: our signature over the call and the text that was
/// shown, short enough to be copied without a slip. A value; time and key material come from outside.
enum ChatConfirmation {
    /// How long the person may take.
    static let lifetimeSeconds: Int64 = 10 * 60

    enum Refusal: Error {
        /// Not ours, or of other arguments, or of a text that is no longer what would be shown.
        case unfit
        case expired
        case used

        func sentence(_ name: String) -> String {
            switch self {
            case .unfit: "The \(name) that came with this call is not for exactly these arguments and this text; something may have changed since."
            case .expired: "The \(name) that came with this call has expired."
            case .used: "The \(name) that came with this call was used before."
            }
        }
    }

    // Expiry and nonce, then a signature cut to 128 bits (RFC 2104, section 5).
    private static let headBytes = 12
    private static let signatureBytes = 16

    /// - Parameters:
    ///   - subject: what is confirmed; see `subject(of:text:)`.
    ///   - expiry: seconds since 1970.
    ///   - nonce: 8 random bytes, so that each key counts on its own.
    static func seal(_ subject: [UInt8], expiry: Int64, nonce: [UInt8], key: [UInt8]) -> String {
        let seconds = UInt32(truncatingIfNeeded: expiry)
        let head = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * UInt32($0))) } + nonce.prefix(8)
        return Base64.encodeURLSafe(head + signature(head, subject, key))
    }

    /// Whether a key is ours, for this subject, and still good. Whether it was used before is for the caller to know.
    static func check(_ text: String, for subject: [UInt8], key: [UInt8], now: Int64) throws(Refusal) {
        guard let bytes = Base64.decodeURLSafe(text), bytes.count == headBytes + signatureBytes else { throw .unfit }
        let head = Array(bytes[..<headBytes])
        let expected = signature(head, subject, key)
        // All bytes are looked at, so that the time taken tells nothing.
        guard zip(expected, bytes[headBytes...]).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else { throw .unfit }
        let expiry = head[..<4].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        guard now <= expiry else { throw .expired }
    }

    /// Names a call and the text a person agreed to.
    static func subject(of call: RequestState.Binding, text: String) -> [UInt8] {
        Array("mcp-host confirmation 1\0\(call.digest)\0\(digest(text))".utf8)
    }

    /// Names a text.
    static func digest(_ text: String) -> String { Base64.encodeURLSafe(Array(SHA256.hash(data: Array(text.utf8)))) }

    private static func signature(_ head: [UInt8], _ subject: [UInt8], _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: head + subject, using: SymmetricKey(data: key)).prefix(signatureBytes))
    }
}
