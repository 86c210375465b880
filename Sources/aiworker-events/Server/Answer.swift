import AIWorkerKit
import NIOCore
import NIOHTTP1

/// What a request is answered with.
struct Answer: Sendable {
    var status: HTTPResponseStatus
    var type: String
    var body: [UInt8]
    var headers: [(String, String)] = []

    static func json(_ value: JSON, status: HTTPResponseStatus = .ok) -> Answer {
        Answer(status: status, type: "application/json", body: value.utf8)
    }

    static func text(_ text: String, status: HTTPResponseStatus) -> Answer {
        Answer(status: status, type: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    static func redirect(to path: String, cookie: String? = nil) -> Answer {
        var answer = Answer(status: .seeOther, type: "text/plain; charset=utf-8", body: [])
        answer.headers.append(("location", path))
        if let cookie { answer.headers.append(("set-cookie", cookie)) }
        return answer
    }

    /// A failure of the queue in the words of HTTP.
    static func failure(_ failure: Failure) -> Answer {
        let status: HTTPResponseStatus =
            switch failure.code {
            case "task_not_found", "project_not_found", "question_not_found", "not_found": .notFound
            case "invalid_argument": .badRequest
            case "invalid_transition", "question_closed", "already_exists": .conflict
            case "database_busy", "database_unavailable": .serviceUnavailable
            default: .internalServerError
            }
        return .json(["error": failure.forPeople], status: status)
    }

    /// Every answer forbids the page what it does not need: other servers, frames, guesses at types, and copies in caches. Referrers
    /// stay allowed to ourselves: without any, browsers hide the origin of our own log-in form.
    func head(keepsAlive: Bool) -> HTTPResponseHead {
        var fields = HTTPHeaders([
            ("content-type", type), ("content-length", String(body.count)), ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
            (
                "content-security-policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            ),
        ])
        for (name, value) in headers { fields.add(name: name, value: value) }
        if !keepsAlive { fields.add(name: "connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    }
}
