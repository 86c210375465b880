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
        /// An HTML page with status 200.
        case html
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
        case .slow, .truncated, .contentType, .badUTF8, .reset(afterHead: true): true
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
        case .html: reply = .html("<!DOCTYPE html>\n<html><body><h1>Ведутся технические работы</h1></body></html>\n")
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
