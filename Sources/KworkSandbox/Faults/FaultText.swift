/// Reads a fault from the JSON of the control API. Unknown keys are errors: a misspelt fault must not pass silently.
extension Fault {
    init(_ json: JSON) throws(ControlError) {
        var fields = try Fields(json, what: "a fault")
        let text = try fields.text("route") ?? "*"
        guard let pattern = RoutePattern(text) else { throw ControlError("'route' must not be empty") }
        route = pattern
        after = try fields.integer("after", in: 0...Int.max) ?? 0
        processed = try fields.bool("processed") ?? false
        remaining = try Self.times(&fields)
        kind = try Self.kind(&fields)
        try fields.finish()
    }

    private static func times(_ fields: inout Fields) throws(ControlError) -> Int? {
        if case .string("always") = fields.peek("times") {
            fields.drop("times")
            return nil
        }
        return try fields.integer("times", in: 1...Int.max) ?? 1
    }

    private static func kind(_ fields: inout Fields) throws(ControlError) -> Kind {
        let name = try fields.text("kind") ?? ""
        switch name {
        case "status":
            guard let status = try fields.integer("status", in: 200...599) else { throw ControlError("kind 'status' needs 'status'") }
            let seconds = try fields.integer("retry_after", in: 0...Int.max).map(RetryAfter.seconds)
            let date = try fields.integer("retry_after_date", in: -86_400...86_400).map(RetryAfter.dateInSeconds)
            return .status(
                status, retryAfter: seconds ?? date, jsonRetryAfter: try fields.integer("json_retry_after", in: 0...Int.max),
                body: try fields.text("body"))
        case "api-error":
            return .apiError(
                text: try fields.text("error") ?? "Ошибка", code: try fields.integer("error_code", in: 0...Int.max),
                status: try fields.integer("status", in: 200...599) ?? 200)
        case "captcha": return .captcha
        case "slow":
            let delay = try fields.integer("delay_ms", in: 0...600_000) ?? 1000
            return .slow(milliseconds: delay, midBody: try fields.choice("where", ["before-headers", "mid-body"]) == "mid-body")
        case "reset": return .reset(afterHead: try fields.choice("where", ["before-answer", "after-headers"]) == "after-headers")
        case "truncated": return .truncated(keep: try fields.integer("keep_bytes", in: 0...Int.max))
        case "non-json": return .html(status: try fields.integer("status", in: 200...599) ?? 200)
        case "empty": return .empty(status: try fields.integer("status", in: 200...599) ?? 200)
        case "hang": return .hang
        case "session-lost":
            let answer = try fields.choice("answer", Fault.LostSession.allCases.map(\.rawValue))
            return .sessionLost(answer: answer.flatMap(Fault.LostSession.init) ?? .redirect)
        case "login-link":
            guard let root = try fields.text("root") else { throw ControlError("kind 'login-link' needs 'root', such as http://evilkwork.ru/") }
            return .loginLink(root: root)
        case "content-type": return .contentType(try fields.text("content_type") ?? "text/html; charset=utf-8")
        case "huge":
            return .huge(
                bytes: try fields.integer("bytes", in: 64...4_294_967_296) ?? 33_554_432, chunked: try fields.bool("chunked") ?? false)
        case "shape": return .shape(fields.take("body") ?? ["success": true, "response": "not what was expected"])
        case "redirect":
            guard let location = try fields.text("location") else { throw ControlError("kind 'redirect' needs 'location'") }
            return .redirect(location: location, status: try fields.integer("status", in: 300...399) ?? 302)
        case "close": return .close
        case "bad-utf8": return .badUTF8
        default:
            throw ControlError(
                "'kind' must be one of status, api-error, captcha, slow, reset, truncated, non-json, empty, hang, content-type, huge, shape, redirect, session-lost, login-link, close, bad-utf8"
            )
        }
    }

    /// What `GET /_sandbox/faults` tells.
    var summary: JSON {
        [
            "id": .integer(id), "route": .string(route.text), "after": .integer(after),
            "remaining": remaining.map { .integer($0) } ?? "always", "processed": .bool(processed),
        ]
    }
}
