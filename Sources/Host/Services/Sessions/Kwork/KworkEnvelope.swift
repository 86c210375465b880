/// Reads the envelope around every answer of the API: `{"success": true, "response": …}`.
enum KworkEnvelope {
    /// The envelope of an answer with status 200…299, or what is wrong with it.
    ///
    /// - Parameter isWrite: whether the request may have changed something. Then only a refusal in words that are known proves
    ///   that it has not.
    static func read(_ answer: HTTPAnswer, path: String, isWrite: Bool = false) -> Result<JSONObject, Problem> {
        guard answer.mediaType == "application/json" else {
            return .failure(Problem(.badAnswer, "content type \(answer.mediaType)", mayHaveBeenSent: true))
        }
        guard let object = object(answer.body) else {
            return .failure(Problem(.badAnswer, "the body is no JSON object", mayHaveBeenSent: true))
        }
        if object["success"] == .bool(true) { return .success(object) }
        // This one route answers with the bare figures.
        if KworkRoute.name(path) == "exchangeInfo", !object.isEmpty,
            !["success", "error", "error_code", "errors"].contains(where: { object[$0] != nil })
        {
            return .success(object)
        }
        guard object["success"] == .bool(false) || object["error"] != nil || object["error_code"] != nil else {
            return .failure(Problem(.badAnswer, "no success in the envelope", mayHaveBeenSent: true))
        }
        var problem = businessProblem(object, isWrite: isWrite)
        // Said by the server, not by our own limit: the wait counts for everybody.
        problem.status = answer.status
        return .failure(problem)
    }

    /// Looks into the body of an answer with an HTTP error. The clear statuses come before what a text says.
    static func refine(_ problem: Problem, answer: HTTPAnswer) -> Problem {
        guard let status = problem.status, status < 500, ![429, 408, 401].contains(status) else { return problem }
        var refined = problem
        if answer.mediaType == "application/json", let object = object(answer.body) {
            if let code = code(object) {
                refined.code = code
            } else if status == 409 {
                refined.code = .duplicate
            }
            refined.detail += detail(object)
            refined.said = text(object).map(shortened)
        } else if status == 409 {
            refined.code = .duplicate
        }
        if refined.code == .permission, status == 403 {
            refined.message = "Kwork не разрешает это действие (HTTP 403). Если так отвечают все запросы, возможно, заблокирован "
                + "IP-адрес: попробуйте позже или задайте прокси в KWORK_PROXY_URL."
        }
        return refined
    }

    /// What an answer says against the request, shortened, and the pass that comes with a captcha.
    static func refusal(in answer: HTTPAnswer) -> (said: String?, captchaPass: String?) {
        guard answer.mediaType == "application/json", let object = object(answer.body), object["success"] != .bool(true) else {
            return (nil, nil)
        }
        let pass = object["recaptcha_pass_token"] ?? object["error"]?["recaptcha_pass_token"] ?? object["response"]?["recaptcha_pass_token"]
        return (text(object).map(shortened), pass?.string.flatMap { $0.isEmpty ? nil : $0 })
    }

    private static func businessProblem(_ object: JSONObject, isWrite: Bool) -> Problem {
        let code = code(object) ?? (isWrite ? .outcomeUnknown : .apiError)
        var problem = Problem(code, "the API refused" + detail(object), mayHaveBeenSent: true)
        for name in ["retry_after", "retryAfter"] {
            if let seconds = object[name]?.double ?? object[name]?.string.flatMap(Double.init), seconds > 0 {
                problem.retryAfterMilliseconds = RetryAfter.milliseconds(seconds: seconds)
            }
        }
        let said = text(object).map(shortened)
        if code == .apiError {
            problem.message = said.map { "Kwork отклонил запрос: «\($0)»." }
        } else {
            problem.said = said
        }
        return problem
    }

    private static func code(_ object: JSONObject) -> FailureCode? {
        if object["error_code"]?.integer == 118 || object["error_code"]?.string == "118" { return .captcha }
        return text(object).flatMap(KworkTexts.code)
    }

    /// Only these fields say what went wrong; other texts belong to users.
    private static func text(_ object: JSONObject) -> String? {
        for name in ["error", "message"] {
            if let text = object[name]?.string ?? object[name]?["message"]?.string, !text.isEmpty { return text }
        }
        return nil
    }

    private static func detail(_ object: JSONObject) -> String {
        (object["error_code"]?.integer.map { ", code \($0)" } ?? "") + (text(object).map { ", text: \(shortened($0))" } ?? "")
    }

    static func shortened(_ text: String) -> String {
        let printable = String(String.UnicodeScalarView(text.unicodeScalars.filter { ![.control, .format].contains($0.properties.generalCategory) }))
        return printable.count > 200 ? printable.prefix(200) + "…" : printable
    }

    /// Bytes that are no UTF-8 are replaced, as the API sometimes cuts texts in the middle of a character.
    private static func object(_ body: [UInt8]) -> JSONObject? { (try? JSON(parsing: String(decoding: body, as: UTF8.self)))?.object }
}

/// What the API's error texts mean. The order matters: "повторите попытку позже" is no duplicate.
enum KworkTexts {
    static func code(_ text: String) -> FailureCode? {
        let text = text.lowercased()
        if refusesSignIn(text) { return .authFailed }
        for rule in rules where rule.stems.contains(where: { contains(text, $0) }) { return rule.code }
        return nil
    }

    /// Names of users and projects may hold the words, too, so a word alone is no refusal: one means a new sign-in.
    private static func refusesSignIn(_ text: String) -> Bool {
        let demands = ["необходима авториз", "требуется авториз", "нужна авториз", "необходимо авториз", "нужно авториз", "авторизуйтесь", "не авторизован",
            "войдите в", "unauthorized", "not authorized"]
        if demands.contains(where: { contains(text, $0) }) { return true }
        let subjects = ["токен", "token", "логин", "парол"]
        let verdicts = ["недейств", "истек", "истёк", "невер", "неправильн", "устарел", "не принят", "invalid", "expired", "wrong", "incorrect"]
        return subjects.contains { contains(text, $0) } && verdicts.contains { contains(text, $0) }
    }

    private static let rules: [(code: FailureCode, stems: [String])] = [
        (.captcha, ["капч", "captcha", "не робот"]),
        (.rateLimit, ["слишком много", "слишком часто", "too many", "rate limit"]),
        (.upstreamUnavailable, [
            "позже", "позднее", "временно", "ещё раз", "еще раз", "повторите попытку", "технические работы", "temporar", "try again",
            "сервис недоступ", "сервис не доступ", "сервер недоступ", "сервер не доступ", "сервис сейчас недоступ", "сайт недоступ", "kwork недоступ",
            "внутренняя ошибка", "внутренней ошибк", "ошибка сервера", "превышено время", "internal server error", "internal error",
            "service unavailable", "timed out",
        ]),
        (.insufficientConnects, ["коннект", "connects"]),
        (.closedProject, ["закрыт", "в архиве", "проект остановлен", "closed", "archived"]),
        (.duplicate, ["уже ", "повторн", "дубл", "already", "duplicate"]),
        (.ipBlocked, ["ip-адрес", "ip адрес", "ваш ip", "your ip"]),
        (.permission, ["нет прав", "недостаточно прав", "запрещ", "нет доступа", "недоступ", "не можете", "нельзя", "forbidden", "permission"]),
        (.notFound, ["не найден", "не существует", "not found"]),
        // About the arguments, so nothing was done.
        (.apiError, ["введите текст", "не заполнен", "слишком длин", "слишком корот"]),
    ]

    private static func contains(_ text: String, _ stem: String) -> Bool {
        let bytes = Array(text.utf8)
        let wanted = Array(stem.utf8)
        guard wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
