import Crypto

/// One sign-in with login and password. Never repeated by itself: each refused attempt brings the account closer to being
/// locked, so a refusal is remembered for all processes of this user.
struct KworkSignIn {
    let login: String
    let password: String
    let phoneLast: String?
    /// What a person has brought from a captcha.
    var captcha: SolvedCaptcha?
    let state: StateFile

    /// What a sign-in brings.
    struct NewToken: Sendable, Equatable {
        var text: String
        /// How long Kwork takes it; nil: it has not said.
        var lifetimeSeconds: Int64?
    }

    struct SolvedCaptcha: Sendable {
        var response: String
        /// Belongs to the refusal that asked for the captcha.
        var pass: String?
    }

    /// One try, and what Kwork said about it. Its words are for the person at the terminal only.
    struct Attempt: Sendable {
        var result: Result<NewToken, Problem>
        var said: String?
        var captchaPass: String?
    }

    /// The new token.
    func run(_ way: Transmission, connection: SessionConnection, redaction: Redaction) -> Result<NewToken, Problem> {
        if let wait = remembered() {
            return .failure(refusal("refused a short while ago", retryAfterMilliseconds: wait))
        }
        return tryOnce(way, connection: connection, redaction: redaction).result
    }

    /// The same for a person who wants it now, whatever was refused before. Other processes learn how it ended.
    func tryOnce(_ way: Transmission, connection: SessionConnection, redaction: Redaction) -> Attempt {
        let attempt = attempt(way, connection: connection, redaction: redaction)
        switch attempt.result {
        case .success: forget()
        case .failure(let problem):
            if [.authFailed, .captcha, .ipBlocked, .permission].contains(problem.code) { remember() }
        }
        return attempt
    }

    private func attempt(_ way: Transmission, connection: SessionConnection, redaction: Redaction) -> Attempt {
        var request = OutgoingRequest(
            base: way.session.bases[way.siteIndex], method: .post, path: "signIn", timeoutMilliseconds: connection.timeoutMilliseconds,
            maximumBytes: 1 << 20)
        if case .failure(let problem) = way.session.credentials.authorize(&request, isAnonymous: true, way: way) {
            return Attempt(result: .failure(problem))
        }
        var fields = [HTTPHeader(name: "login", value: login), HTTPHeader(name: "password", value: password)]
        if let phoneLast { fields.append(HTTPHeader(name: "phone_last", value: phoneLast)) }
        if let captcha {
            fields.append(HTTPHeader(name: "g-recaptcha-response", value: captcha.response))
            if let pass = captcha.pass { fields.append(HTTPHeader(name: "recaptcha_pass_token", value: pass)) }
        }
        request.body = .form(fields)
        switch way.send(request) {
        case .failure(var problem):
            // The request that the caller wants has not been sent, whatever became of this one.
            problem.mayHaveBeenSent = false
            return Attempt(result: .failure(problem))
        case .success(let answer):
            let (said, pass) = KworkEnvelope.refusal(in: answer)
            if let pass { redaction.register(pass) }
            return Attempt(result: read(answer, redaction), said: said.map(redaction.redact), captchaPass: pass)
        }
    }

    private func read(_ answer: HTTPAnswer, _ redaction: Redaction) -> Result<NewToken, Problem> {
        let envelope: Result<JSONObject, Problem> =
            StatusClassifier.problem(answer, now: .now).map { .failure(KworkEnvelope.refine($0, answer: answer)) }
            ?? KworkEnvelope.read(answer, path: "signIn")
        switch envelope {
        case .success(let object):
            guard let token = object["response"]?["token"]?.string, !token.isEmpty,
                token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { return .failure(Problem(.badAnswer, "the sign-in brought no token")) }
            redaction.register(token)
            return .success(NewToken(text: token, lifetimeSeconds: KworkSignIn.lifetime(object["response"]?["expired"])))
        case .failure(var problem):
            problem.mayHaveBeenSent = false
            problem.said = problem.said.map(redaction.redact)
            problem.detail = "sign-in: " + problem.detail
            // What the API calls an error of the form, HTTP 409 included, is a refusal of these credentials.
            if [.authFailed, .apiError, .notFound, .duplicate].contains(problem.code) { return .failure(refusal(problem.detail)) }
            return .failure(problem)
        }
    }

    /// Seconds; nil for what cannot be a lifetime.
    private static func lifetime(_ value: JSON?) -> Int64? {
        guard let seconds = value?.integer ?? value?.string.flatMap({ Int64($0) }), (1...40_000_000).contains(seconds) else { return nil }
        return seconds
    }

    private func refusal(_ detail: String, retryAfterMilliseconds: Int64? = nil) -> Problem {
        var message = "Kwork не принял логин или пароль. Проверьте KWORK_LOGIN и KWORK_PASSWORD"
        message += phoneLast == nil ? " (возможно, нужны и последние цифры телефона: KWORK_PHONE_LAST)." : " и KWORK_PHONE_LAST."
        if let retryAfterMilliseconds {
            message += " Чтобы не заблокировать аккаунт, новая попытка с теми же данными будет не раньше чем через \((retryAfterMilliseconds + 999) / 1000) с."
        }
        return Problem(.authFailed, detail, message: message)
    }

    // MARK: Refusals known to all processes

    private var fingerprint: UInt64 { KworkSignIn.fingerprint(login: login, password: password, phoneLast: phoneLast) }

    /// Names credentials and tells nothing about them.
    static func fingerprint(login: String, password: String, phoneLast: String?) -> UInt64 {
        var hash = SHA256()
        for part in [login, password, phoneLast ?? ""] { hash.update(data: Array("\(part.utf8.count):\(part)".utf8)) }
        return hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Milliseconds until these credentials may be tried again; nil: now.
    private func remembered() -> Int64? {
        let (until, refused) = state.update { ($0.signInClosedUntil, $0.refusedCredentials) }
        let wait = MonotonicTime(nanoseconds: until).remainingMilliseconds
        return refused == fingerprint && wait > 0 ? wait : nil
    }

    private func forget() {
        state.update { state in
            state.signInClosedUntil = 0
            state.refusedCredentials = 0
        }
    }

    private func remember() {
        let until = MonotonicTime.now.adding(milliseconds: TokenState.refusalMilliseconds).nanoseconds
        state.update { state in
            state.signInClosedUntil = until
            state.refusedCredentials = fingerprint
        }
    }
}
