/// A planned misbehaviour: which requests it meets, and what happens to them.
struct Fault: Sendable {
    enum Kind: Sendable, Equatable {
        /// Any HTTP status.
        case status(Int, retryAfter: RetryAfter?, jsonRetryAfter: Int?, body: String?)
        /// The failure envelope.
        case apiError(text: String, code: Int?, status: Int)
        /// Error 118.
        case captcha
        case slow(milliseconds: Int, midBody: Bool)
        /// TCP RST.
        case reset(afterHead: Bool)
        case truncated(keep: Int?)
        /// An HTML page.
        case html(status: Int)
        /// No body at all.
        case empty(status: Int)
        /// No answer and no end.
        case hang
        /// The web site forgets the session of the request; `answer` says what the request gets.
        case sessionLost(answer: LostSession)
        /// The true answer of `getWebAuthToken`, whose link leads to another root.
        case loginLink(root: String)
        /// The true answer under another content type.
        case contentType(String)
        case huge(bytes: Int, chunked: Bool)
        /// Status 200, right content type, this JSON instead of the expected one.
        case shape(JSON)
        case redirect(location: String, status: Int)
        /// FIN without an answer.
        case close
        /// The true answer with a byte that is not UTF-8 inside its first text (or a small answer with one, when it has no text).
        case badUTF8
    }

    enum LostSession: String, Sendable, CaseIterable {
        case redirect
        case unauthorized = "401"
        case csrf
    }

    enum RetryAfter: Sendable, Equatable {
        case seconds(Int)
        /// HTTP date this many seconds from now.
        case dateInSeconds(Int)
    }

    var id = 0
    var route: RoutePattern
    var kind: Kind
    /// How many more requests it meets; nil for all.
    var remaining: Int?
    /// How many matching requests pass untouched first.
    var after: Int
    /// Whether the request takes effect although its answer is spoilt.
    var processed: Bool

    /// Kinds that bend the true answer need one.
    var needsTrueAnswer: Bool {
        switch kind {
        case .slow, .truncated, .contentType, .badUTF8, .reset(afterHead: true), .loginLink: true
        default: processed
        }
    }

    /// The spoilt answer.
    /// - Parameter answer: the true one; nil when the request did not take effect.
    func spoil(_ answer: Reply?, unixNow: Int, captcha: () -> Refusal) -> Reply {
        var reply = answer ?? .json(["success": true])
        switch kind {
        case .status(let status, let retryAfter, let jsonRetryAfter, let body):
            reply = Self.plain(status: status, jsonRetryAfter: jsonRetryAfter, body: body)
            if let retryAfter { reply.headers.append(Self.header(retryAfter, unixNow: unixNow)) }
        case .apiError(let text, let code, let status): reply = .failure(text, code: code, status: status)
        case .captcha: reply = captcha().reply
        case .slow(let milliseconds, let midBody):
            reply.delivery = midBody ? .pausedMidBody(milliseconds: milliseconds) : .delayed(milliseconds: milliseconds)
        case .reset(let afterHead): reply.delivery = afterHead ? .resetAfterHead : .reset
        case .truncated(let keep): reply.delivery = .truncated(keep: min(keep ?? reply.body.count / 2, reply.body.count))
        case .html(let status):
            reply = .html("<!DOCTYPE html>\n<html><body><h1>Ведутся технические работы</h1></body></html>\n", status: status)
        case .empty(let status): reply = Reply(status: status, headers: [Header(name: "Content-Type", value: "application/json")], body: [])
        case .hang: reply.delivery = .never
        case .sessionLost(let answer): reply = Self.lostSession(answer)
        case .loginLink(let root): reply = Self.redirectLink(reply, to: root)
        case .contentType(let type):
            reply.headers.removeAll { $0.name == "Content-Type" }
            reply.headers.append(Header(name: "Content-Type", value: type))
        case .huge(let bytes, let chunked):
            reply = .json(.null)
            reply.delivery = .huge(bytes: bytes, chunked: chunked)
        case .shape(let value): reply = .json(value)
        case .redirect(let location, let status): reply = .redirect(to: location, status: status)
        case .close: reply.delivery = .closed
        case .badUTF8: Self.insertBadByte(into: &reply.body)
        }
        return reply
    }

    private static func lostSession(_ answer: LostSession) -> Reply {
        switch answer {
        case .redirect: .redirect(to: "/login")
        case .unauthorized: .json(["success": false, "error": "Требуется авторизация"], status: 401)
        case .csrf: Violation.csrfRefusal
        }
    }

    private static func redirectLink(_ reply: Reply, to root: String) -> Reply {
        guard case .object(var members)? = JSON(parsing: reply.body), let response = members.firstIndex(where: { $0.key == "response" }),
            case .object(var inner) = members[response].value, let url = inner.firstIndex(where: { $0.key == "url" }),
            let link = inner[url].value.text?.firstRange(of: "login-by-token").map({ inner[url].value.text?[$0.lowerBound...] ?? "" })
        else { return reply }
        inner[url].value = .string(root + link)
        members[response].value = .object(inner)
        return .json(.object(members), status: reply.status)
    }

    private static func plain(status: Int, jsonRetryAfter: Int?, body: String?) -> Reply {
        let more = jsonRetryAfter.map { [JSON.Member(key: "retry_after", value: .integer($0))] } ?? []
        var reply = Reply.failure("HTTP \(status)", code: status, status: status, more: more)
        if let body { reply.body = Array(body.utf8) }
        return reply
    }

    private static func header(_ retryAfter: RetryAfter, unixNow: Int) -> Header {
        switch retryAfter {
        case .seconds(let seconds): Header(name: "Retry-After", value: String(seconds))
        case .dateInSeconds(let seconds): Header(name: "Retry-After", value: Clock.httpDate(unixNow + seconds))
        }
    }

    private static func insertBadByte(into body: inout [UInt8]) {
        let start = Array(":\"".utf8)
        if let position = body.indices.first(where: { body[$0...].starts(with: start) }) {
            body.insert(0xFF, at: position + start.count)
        } else {
            body = Array("{\"success\":true,\"response\":\"".utf8) + [0xFF] + Array("\"}".utf8)
        }
    }
}
