/// What an answer of the web site means. A page is judged by its status and address; what a POST did, by its JSON alone.
enum WebAnswer {
    /// Refusals that say for certain that nothing was created.
    private static let knownRefusals: Set<FailureCode> = [
        .duplicate, .closedProject, .insufficientConnects, .permission, .csrf, .captcha,
    ]

    /// Whether the answer says that the web session is over or its form key is not taken, whatever became of the request.
    static func isOfLostSession(_ answer: HTTPAnswer) -> Bool {
        if isLogin(answer) || answer.status == 401 || answer.status == 419 { return true }
        guard let object = object(answer), isRefusal(object) || answer.status >= 400 else { return false }
        return [.authFailed, .csrf].contains(code(object))
    }

    /// What is wrong with the answer; nil when nothing is.
    static func problem(_ answer: HTTPAnswer, method: HTTPRequest.Method, effect: SessionRequest.Effect, now: WallClock) -> Problem? {
        let isLogin = isLogin(answer)
        let isRedirect = (300...399).contains(answer.status)
        if effect == .write {
            if isLogin || isRedirect { return unknown("HTTP \(answer.status), a redirect", answer) }
            return effectProblem(answer)
        }
        if isOfLostSession(answer) { return lost(isLogin ? "the login page came back" : "HTTP \(answer.status)", answer) }
        if method == .get || method == .head {
            // A redirect without a target is a page like any other.
            if isRedirect, answer.redirectTarget == nil { return nil }
            return StatusClassifier.problem(answer, now: now)
        }
        return preparationProblem(answer, now: now)
    }

    private static func effectProblem(_ answer: HTTPAnswer) -> Problem? {
        guard (200...299).contains(answer.status) else { return unknown("HTTP \(answer.status)", answer) }
        guard let object = object(answer) else { return unknown("no JSON object", answer) }
        guard isRefusal(object) else { return nil }
        let said = text(object).map(KworkEnvelope.shortened)
        guard let code = code(object), knownRefusals.contains(code) else {
            var problem = unknown("success is false" + detail(object), answer)
            problem.said = said
            return problem
        }
        var problem = Problem(code, "the site refused" + detail(object), mayHaveBeenSent: true, status: answer.status)
        problem.said = said
        return problem
    }

    private static func preparationProblem(_ answer: HTTPAnswer, now: WallClock) -> Problem? {
        let object = object(answer)
        if var problem = StatusClassifier.problem(answer, now: now) {
            if let object, (400...499).contains(answer.status), ![408, 429].contains(answer.status), let code = code(object) {
                problem.code = code
                problem.detail += detail(object)
            }
            return problem
        }
        guard isJSON(answer) else {
            return Problem(.badAnswer, "the answer of a form step is no JSON", mayHaveBeenSent: true, status: answer.status)
        }
        guard let object, isRefusal(object) else { return nil }
        var problem = Problem(code(object) ?? .apiError, "the site refused" + detail(object), status: answer.status)
        if problem.code == .apiError, let text = text(object) {
            problem.message = "Kwork отклонил запрос: «\(KworkEnvelope.shortened(text))»."
        }
        return problem
    }

    private static func lost(_ detail: String, _ answer: HTTPAnswer) -> Problem {
        if object(answer).flatMap(code) == .csrf { return Problem(.csrf, "the form key was not taken", status: answer.status) }
        return Problem(.authFailed, "web session: \(detail)", status: answer.status, message:
            "Сайт Kwork не признал вход, хотя он был обновлён. Ничего не изменилось. Повторите позже или войдите в Kwork заново.")
    }

    private static func unknown(_ detail: String, _ answer: HTTPAnswer) -> Problem {
        Problem(
            .outcomeUnknown, detail, mayHaveBeenSent: true,
            retryAfterMilliseconds: [429, 503].contains(answer.status) ? RetryAfter.milliseconds(answer, now: .now) : nil, status: answer.status)
    }

    private static func isRefusal(_ object: JSONObject) -> Bool { [.bool(false), .integer(0)].contains(object["success"]) }

    private static func isLogin(_ answer: HTTPAnswer) -> Bool {
        WebLinkRule.leadsToLogin(answer.redirectTarget) || WebLinkRule.leadsToLogin(answer.address)
    }

    private static func code(_ object: JSONObject) -> FailureCode? {
        if ["error_code", "code"].contains(where: { object[$0]?.integer == 118 || object[$0]?.string == "118" }) { return .captcha }
        guard let text = text(object) else { return nil }
        // "Неверный CSRF-токен" is no word about the login.
        if ["csrf", "токен безопасности", "ключ формы"].contains(where: { text.lowercased().contains($0) }) { return .csrf }
        return KworkTexts.code(text)
    }

    /// The site tells its reason under one of three names.
    private static func text(_ object: JSONObject) -> String? {
        for name in ["message", "error", "response"] {
            if let text = object[name]?.string ?? object[name]?["message"]?.string, !text.isEmpty { return text }
        }
        return nil
    }

    private static func detail(_ object: JSONObject) -> String { text(object).map { ", text: \(KworkEnvelope.shortened($0))" } ?? "" }

    private static func isJSON(_ answer: HTTPAnswer) -> Bool { (try? JSON(parsing: String(decoding: answer.body, as: UTF8.self))) != nil }

    private static func object(_ answer: HTTPAnswer) -> JSONObject? {
        guard let json = try? JSON(parsing: String(decoding: answer.body, as: UTF8.self)) else { return nil }
        return json.object
    }
}
