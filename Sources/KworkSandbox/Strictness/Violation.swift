/// Something a correct client never sends. Recorded, and answered with an HTTP error so that a test cannot miss it.
struct Violation: Error, Sendable, Equatable {
    /// Stable short name, such as `unknown-parameter`.
    var code: String
    /// What was wrong and what is expected. Names parameters and headers, never their values.
    var message: String
    var status = 400
    var headers: [Header] = []
    /// Answered as the web site answers a request without a valid CSRF token; the violation then shows in the log only.
    var looksLikeCSRF = false

    static func csrf(_ code: String, _ message: String) -> Violation {
        Violation(code: code, message: message, looksLikeCSRF: true)
    }

    var reply: Reply {
        if looksLikeCSRF { return Self.csrfRefusal }
        let more: [JSON.Member] = [.init(key: "violation", value: .string(code))]
        return .failure("kwork-sandbox: \(message)", code: status, status: status, more: more, headers: headers)
    }

    static var csrfRefusal: Reply {
        .json(["success": false, "error": "Неверный CSRF-токен. Обновите страницу и попробуйте ещё раз"])
    }
}
