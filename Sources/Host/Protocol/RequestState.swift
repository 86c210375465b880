import Crypto

/// What travels in `requestState` from one round of a call to the next (M-42, M-46, M-50): the answers so far, bound to the
/// user, the tool and its arguments, with an end, signed. The next round may reach another process of the same user.
struct RequestState: Sendable, Equatable {
    /// Answers by the key of their question, each an `ElicitResult`.
    var answers: JSONObject
    /// Seconds since 1970.
    var expiry: Int64
    /// Random, to recognise a state that was used before.
    var nonce: String
    /// What the person was shown for confirmation.
    var shown: ShownText?

    /// How long a person may take to answer.
    static let lifetimeSeconds: Int64 = 15 * 60

    enum Refusal: Error { case damaged, expired, otherCall }

    /// Signed text for the client.
    func sealed(for call: Binding, key: [UInt8]) -> String {
        var body: JSONObject = [
            "v": 1, "exp": .integer(expiry), "n": .string(nonce), "call": .string(call.digest), "answers": .object(answers),
        ]
        if let shown {
            body["shown"] = ["text": .string(shown.digest), "at": .integer(shown.askedAt), "yes": .bool(shown.isConfirmed)]
        }
        let payload = Base64.encodeURLSafe(JSON.object(body).utf8)
        return payload + "." + Base64.encodeURLSafe(RequestState.signature(payload, key))
    }

    /// Reads what came back. Anything but an intact, unexpired state of this very call is refused.
    init(_ text: String, for call: Binding, key: [UInt8], now: Int64) throws(Refusal) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let signature = Base64.decodeURLSafe(parts[1]), let payload = Base64.decodeURLSafe(parts[0]),
            HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: Array(parts[0].utf8), using: SymmetricKey(data: key)),
            let body = try? JSON(parsing: payload), body["v"] == 1, let expiry = body["exp"]?.integer,
            let nonce = body["n"]?.string, let digest = body["call"]?.string, let answers = body["answers"]?.object
        else { throw .damaged }
        guard digest == call.digest else { throw .otherCall }
        guard now <= expiry else { throw .expired }
        self.init(answers: answers, expiry: expiry, nonce: nonce, shown: RequestState.shown(body["shown"]))
    }

    private static func shown(_ value: JSON?) -> ShownText? {
        guard let digest = value?["text"]?.string, let askedAt = value?["at"]?.integer else { return nil }
        return ShownText(digest: digest, askedAt: askedAt, isConfirmed: value?["yes"] == true)
    }

    init(answers: JSONObject, expiry: Int64, nonce: String, shown: ShownText? = nil) {
        self.answers = answers
        self.expiry = expiry
        self.nonce = nonce
        self.shown = shown
    }

    private static func signature(_ payload: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(payload.utf8), using: SymmetricKey(data: key)))
    }

    /// The call that a state belongs to: user, method, tool and arguments.
    struct Binding: Sendable {
        let digest: String

        init(user: UInt32, tool: String, arguments: JSONObject) {
            var writer = JSONWriter()
            writer.value(["tools/call", .integer(Int64(user)), .string(tool), .object(arguments.sorted)])
            digest = Base64.encodeURLSafe(Array(SHA256.hash(data: writer.bytes)))
        }
    }
}

extension JSONObject {
    /// The same members in one order, at every depth, so that equal objects have equal text.
    var sorted: JSONObject {
        JSONObject(
            members: members.sorted { $0.name < $1.name }.map { Member(name: $0.name, value: $0.value.withSortedMembers) })
    }
}

extension JSON {
    fileprivate var withSortedMembers: JSON {
        switch self {
        case .object(let object): .object(object.sorted)
        case .array(let items): .array(items.map(\.withSortedMembers))
        default: self
        }
    }
}
