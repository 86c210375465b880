/// How a Kwork session says who it is: a fixed client credential on every API request, and the user's token where one is
/// needed. The web site sees neither.
final class KworkCredentials: Credentials {
    /// The mobile app's own, the same for everybody.
    private static let client = HTTPHeader(name: "Authorization", value: "Basic bW9iaWxlX2FwaTpxRnZmUmw3dw==")

    private let configuration: KworkSessionConfiguration
    private let file: TokenFile?
    private let state: StateFile
    /// Where account records lie; for tests, nil: the usual place.
    private let recordDirectory: String?
    private let log: HostLog
    private let redaction: Redaction
    private let tokens = Monitor(TokenState())
    private let web: KworkWeb
    private let identity: KworkIdentity

    /// - Parameter state: shared with other processes, to remember refused sign-ins.
    init(configuration: KworkSessionConfiguration, state: StateFile, recordDirectory: String? = nil, log: HostLog, redaction: Redaction) {
        self.configuration = configuration
        self.state = state
        self.recordDirectory = recordDirectory
        self.log = log
        self.redaction = redaction
        file = TokenFile(configuration.tokenFile, log: log)
        web = KworkWeb(landingPage: configuration.site.landingPage, log: log, redaction: redaction)
        identity = KworkIdentity(expected: configuration.account)
    }

    var wording: any FailureWording { RussianWording() }

    func admitted(_ request: SessionRequest, site: String, base: BaseAddress) -> Result<SessionRequest, Problem> {
        KworkAdmission(site: configuration.site).admitted(request, site: site, base: base)
    }

    func authorize(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem> {
        guard way.siteName == "api" else { return authorizeWeb(&request, isAnonymous: isAnonymous, way: way) }
        request.headers.removeAll { $0.name.lowercased() == "authorization" }
        request.headers.append(KworkCredentials.client)
        guard !isAnonymous else { return .success(.fixed) }
        switch verifiedToken(effect: request.effect, way) {
        case .failure(let problem): return .failure(problem)
        case .success((let token, let generation)):
            KworkRoute.add(token: token, to: &request)
            return .success(.token(generation: generation))
        }
    }

    private func authorizeWeb(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem> {
        request.headers.removeAll { $0.name.lowercased() == "authorization" }
        request.redirects = request.method == .get || request.method == .head ? .followExceptToLogin : .leave
        guard !isAnonymous else { return .success(.fixed) }
        let api = way.to(site: 0)
        for _ in 0..<4 {
            let generation: UInt64
            switch verifiedToken(effect: request.effect, api) {
            case .failure(let problem): return .failure(problem)
            case .success(let found): generation = found.1
            }
            let ticket = web.ticket(generation: generation, way: way) { landingPage in
                ask("getWebAuthToken", [HTTPHeader(name: "url_to_redirect", value: landingPage)], api)
            }
            switch ticket {
            case .failure(let problem): return .failure(problem)
            case .success(nil): continue
            case .success(let ticket?):
                guard let complete = WebHeaders.complete(request, ticket: ticket, now: .now) else {
                    return .failure(Problem(.csrf, "neither cookies nor the last page hold a form key", message:
                        "Сайт Kwork не дал ключ формы (CSRF), поэтому запрос не отправлен. Ничего не изменилось; попробуйте ещё раз."))
                }
                request = complete
                return .success(.web(serial: ticket.serial))
            }
        }
        return .failure(Problem(.authFailed, "the token changed again and again"))
    }

    func accepted(_ mark: CredentialMark, route: String) {
        guard case .token(let generation) = mark else { return }
        tokens.withLock { $0.accepted(generation, route: KworkRoute.name(route)) }
    }

    func refused(_ mark: CredentialMark, route: String) -> Bool {
        switch mark {
        case .fixed: return false
        case .web(let serial): return web.lost(serial)
        case .token(let generation):
            let canRenew = given(configuration.login) != nil && given(configuration.password) != nil || hasOtherToken()
            return tokens.withLock { $0.refused(generation, route: KworkRoute.name(route), canRenew: canRenew, now: .now) }
        }
    }

    func received(_ answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> HTTPAnswer {
        guard site == "web" else { return answer }
        if let ticket = request.webTicket, request.effect == .write, WebAnswer.isOfLostSession(answer) { _ = web.lost(ticket.serial) }
        return web.received(answer, to: request)
    }

    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? {
        guard site == "api" else { return webProblem(answer, request) }
        switch KworkEnvelope.read(answer, path: request.path) {
        case .failure(var problem):
            problem.message = problem.message.map(redaction.redact)
            return problem
        case .success: return nil
        }
    }

    func refine(_ problem: Problem, answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? {
        site == "api" ? KworkEnvelope.refine(problem, answer: answer) : webProblem(answer, request)
    }

    private func webProblem(_ answer: HTTPAnswer, _ request: OutgoingRequest) -> Problem? {
        guard var problem = WebAnswer.problem(answer, method: request.method, effect: request.effect, now: .now) else { return nil }
        problem.message = problem.message.map(redaction.redact)
        return problem
    }

    // MARK: Questions of its own

    /// A token that may be used for a request of that effect, and its generation.
    private func verifiedToken(effect: SessionRequest.Effect, _ way: Transmission) -> Result<(String, UInt64), Problem> {
        for _ in 0..<4 {
            let found: (String, UInt64)
            switch token(way) {
            case .failure(let problem): return .failure(problem)
            case .success(let token): found = token
            }
            guard effect != .read else { return .success(found) }
            switch identity.verified(generation: found.1, context: way.context, actor: { ask("actor", [], way) }) {
            case .failure(let problem): return .failure(problem)
            case .success(found.1): return .success(found)
            case .success: continue
            }
        }
        return .failure(Problem(.authFailed, "the token changed again and again"))
    }

    /// Asks a route of the API on the session's own behalf, as any read: with renewal and a few attempts.
    private func ask(_ route: String, _ query: [HTTPHeader], _ way: Transmission) -> Result<(JSONObject, UInt64), Problem> {
        var plan = RetryPlan(isWrite: false)
        while true {
            let found: (String, UInt64)
            switch token(way) {
            case .failure(let problem): return .failure(problem)
            case .success(let token): found = token
            }
            let mark = CredentialMark.token(generation: found.1)
            var problem: Problem
            switch askOnce(route, query, token: found.0, way) {
            case .success(let envelope):
                accepted(mark, route: route)
                if route == "actor", let account = AccountPin.Account(actor: envelope["response"]) {
                    record(of: found.0).identified(found.0, id: account.id, username: account.username)
                }
                return .success((envelope, found.1))
            case .failure(let failure): problem = failure
            }
            problem.mayHaveBeenSent = false
            if problem.status != nil, let wait = problem.retryAfterMilliseconds { way.session.limiter?.close(forMilliseconds: wait) }
            let canRenew = problem.asksForRenewal && refused(mark, route: route)
            switch plan.next(
                after: problem, canRenew: canRenew, jitter: Double.random(in: 0...1),
                remainingMilliseconds: way.context.deadline.remainingMilliseconds)
            {
            case .renewCredentials: continue
            case .again(let pause):
                guard way.context.cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: pause)) else {
                    return .failure(Problem(.cancelled, "while waiting to ask \(route) again"))
                }
            case .giveUp:
                log.write(.info, "session \(way.session.name): \(route): \(problem.code.rawValue), \(problem.detail)")
                return .failure(problem)
            }
        }
    }

    private func askOnce(_ route: String, _ query: [HTTPHeader], token: String, _ way: Transmission) -> Result<JSONObject, Problem> {
        let connection = way.session.connection
        var request = OutgoingRequest(
            base: way.session.bases[way.siteIndex], method: .post, path: route, query: query, headers: [KworkCredentials.client],
            timeoutMilliseconds: connection.timeoutMilliseconds, maximumBytes: connection.maximumBytes)
        KworkRoute.add(token: token, to: &request)
        return way.send(request).flatMap { answer in
            if let problem = StatusClassifier.problem(answer, now: .now) { return .failure(KworkEnvelope.refine(problem, answer: answer)) }
            return KworkEnvelope.read(answer, path: route)
        }
    }

    // MARK: The token

    /// The token to use and its generation; one flight fetches it for everybody who waits.
    private func token(_ way: Transmission) -> Result<(String, UInt64), Problem> {
        while true {
            if let reason = way.context.cancellation.reason { return .failure(Problem(.cancelled, "before the request: \(reason)")) }
            switch tokens.withLock({ $0.next(now: .now) }) {
            case .use(let token, let generation): return .success((token.text, generation))
            case .fail(let problem): return .failure(problem)
            case .fetch:
                let outcome = fetch(way)
                tokens.withLock { $0.fetched(outcome, now: .now) }
                tokens.broadcast()
                if case .failure(let problem) = outcome { return .failure(problem) }
            case .wait(let flight):
                if let problem = wait(for: flight, way.context) { return .failure(problem) }
            }
        }
    }

    private func wait(for flight: UInt64, _ context: ExchangeContext) -> Problem? {
        let wake = context.cancellation.onCancel { [tokens] in
            tokens.withLock { _ in }
            tokens.broadcast()
        }
        defer { context.cancellation.removeHandler(wake) }
        let hasLanded = tokens.wait(until: context.deadline) { state in
            state.hasLanded(flight) || context.cancellation.isCancelled ? true : nil
        }
        if context.cancellation.isCancelled { return Problem(.cancelled, "while another call signs in") }
        guard hasLanded == true else { return Problem(.timeout, "the sign-in of another call took too long") }
        return tokens.withLock { $0.outcome(of: flight) }
    }

    /// The configured token, else the one in the file, else a new one: whichever has not been refused.
    private func fetch(_ way: Transmission) -> Result<TokenState.Token, Problem> {
        if let token = given(configuration.token), !isRefused(token) { return .success(.init(text: token, source: .configuration)) }
        if let token = fileToken() { return .success(token) }
        guard let login = given(configuration.login), let password = given(configuration.password) else {
            return .failure(nothingLeft())
        }
        let signIn = KworkSignIn(login: login, password: password, phoneLast: given(configuration.phoneLast), state: state)
        func work() -> Result<TokenState.Token, Problem> {
            // While we waited for the lock, another process may have signed in.
            if let token = fileToken() { return .success(token) }
            return signIn.run(way.to(site: 0), connection: configuration.connection, redaction: redaction).map { new in
                file?.write(new.text)
                record(of: new.text).signedIn(new.text, lifetimeSeconds: new.lifetimeSeconds)
                return TokenState.Token(text: new.text, source: .signIn)
            }
        }
        return file?.whileLocked(way.context, work) ?? work()
    }

    private func record(of token: String) -> AccountRecordFile { configuration.accountRecord(for: token, directory: recordDirectory) }

    private func fileToken() -> TokenState.Token? {
        guard let token = file?.read(), !isRefused(token) else { return nil }
        redaction.register(token)
        return TokenState.Token(text: token, source: .file)
    }

    private func isRefused(_ token: String) -> Bool { tokens.withLock { $0.isRefused(token) } }

    /// Whether the file holds a token that is neither refused nor the one in use.
    private func hasOtherToken() -> Bool {
        guard let kept = file?.read() else { return false }
        return tokens.withLock { $0.token?.text != kept && !$0.isRefused(kept) }
    }

    private func given(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text
    }

    private func nothingLeft() -> Problem {
        let hadToken = given(configuration.token) != nil || file?.read() != nil
        return hadToken
            ? Problem(.authFailed, "the token was refused and there are no credentials to sign in", message:
                "Kwork не принял токен: он устарел или отозван. Задайте свежий KWORK_TOKEN или KWORK_LOGIN и KWORK_PASSWORD.")
            : Problem(.authRequired, "no token, no credentials")
    }
}
