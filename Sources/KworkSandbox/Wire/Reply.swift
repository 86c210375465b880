/// An answer and the way it is to be put on the wire.
struct Reply: Sendable {
    var status: Int
    var headers: [Header]
    var body: [UInt8]
    var delivery: Delivery = .whole

    /// How much of a reply reaches the client, and when.
    enum Delivery: Sendable, Equatable {
        /// As a well-behaved server does.
        case whole
        /// Nothing for a while, then the whole answer.
        case delayed(milliseconds: Int)
        /// Head and half of the body at once, the rest after a while.
        case pausedMidBody(milliseconds: Int)
        /// Content-Length names the whole body, but only the first bytes come; then the connection ends.
        case truncated(keep: Int)
        /// Nothing comes, and the connection stays.
        case never
        /// The connection ends in an orderly way (FIN) without an answer.
        case closed
        /// The connection is reset (RST) without an answer.
        case reset
        /// The head arrives, then the connection is reset (RST).
        case resetAfterHead
        /// A JSON answer of this many bytes; `chunked` hides the length from the head.
        case huge(bytes: Int, chunked: Bool)
    }

    static func json(_ value: JSON, status: Int = 200, headers: [Header] = []) -> Reply {
        let type = Header(name: "Content-Type", value: "application/json; charset=utf-8")
        return Reply(status: status, headers: [type] + headers, body: value.serialized)
    }

    static func html(_ page: String, status: Int = 200, headers: [Header] = []) -> Reply {
        let type = Header(name: "Content-Type", value: "text/html; charset=utf-8")
        return Reply(status: status, headers: [type] + headers, body: Array(page.utf8))
    }

    static func redirect(to location: String, status: Int = 302, headers: [Header] = []) -> Reply {
        html("<html><body>Moved</body></html>", status: status, headers: [Header(name: "Location", value: location)] + headers)
    }

    /// The failure envelope of the mobile API.
    static func failure(_ text: String, code: Int?, status: Int = 200, more: [JSON.Member] = [], headers: [Header] = []) -> Reply {
        var members: [JSON.Member] = [.init(key: "success", value: false), .init(key: "error", value: .string(text))]
        if let code { members.append(.init(key: "error_code", value: .integer(code))) }
        return .json(.object(members + more), status: status, headers: headers)
    }
}
