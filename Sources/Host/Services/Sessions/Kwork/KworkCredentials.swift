/// How a Kwork session says who it is: a fixed client credential on every API request, and the user's token where one is
/// needed. The web site sees neither.
final class KworkCredentials: Credentials {
    /// The mobile app's own, the same for everybody.
    static let client = HTTPHeader(name: "Authorization", value: "Basic bW9iaWxlX2FwaTpxRnZmUmw3dw==")

    private let configuration: KworkSessionConfiguration
    private let file: TokenFile?
    private let state: StateFile
    /// Where account records lie; for tests, nil: the usual place.
    private let recordDirectory: String?
    let log: HostLog
    let redaction: Redaction
    private let tokens = Monitor(TokenState())
    let web: KworkWeb
    let identity: KworkIdentity

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

    /// The journal of the account's writes; nil until it is known whose account it is.
    var journalName: String? { identity.account.map { SessionConfiguration.journalName(kworkAccount: $0.id) } }

    /// Kwork may repeat what it was sent: a token in an error, a password in a profile.
    func withoutSecrets(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let visible = redaction.blackOut(bytes, from: Redaction.resultLength)
        return visible == bytes ? text : String(decoding: visible, as: UTF8.self)
    }

    func conflict(of request: SessionRequest, site: String) -> String? { KworkRoutes.conflict(of: request, site: site) }

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
        switch KworkEnvelope.read(answer, path: request.path, isWrite: request.isWrite) {
        case .failure(var problem):
            problem.message = problem.message.map(redaction.redact)
            problem.said = problem.said.map(redaction.redact)
            return problem
        case .success: return nil
        }
    }

    func refine(_ problem: Problem, answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? {
        guard site == "api" else { return webProblem(answer, request) }
        var refined = KworkEnvelope.refine(problem, answer: answer)
        refined.said = refined.said.map(redaction.redact)
        return refined
    }

    // MARK: The token

    /// The token to use and its generation; one flight fetches it for everybody who waits.
    func token(_ way: Transmission) -> Result<(String, UInt64), Problem> {
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
        // One with another's note may be half of a change: it counts once the lock is there.
        if let token = fileToken(), file?.hasNote(notOf: token.text) != true { return .success(token) }
        guard let login = given(configuration.login), let password = given(configuration.password) else {
            if let token = fileToken() { return .success(token) }
            return .failure(nothingLeft())
        }
        let signIn = KworkSignIn(login: login, password: password, phoneLast: given(configuration.phoneLast), state: state)
        func work() -> Result<TokenState.Token, Problem> {
            // While we waited for the lock, another process may have signed in.
            if let token = fileToken() { return .success(token) }
            return signIn.run(way.to(site: 0), connection: configuration.connection, redaction: redaction).map { new in
                file?.write(new.text, for: configuration.tokenClaim)
                record(of: new.text).signedIn(new.text, lifetimeSeconds: new.lifetimeSeconds)
                return TokenState.Token(text: new.text, source: .signIn)
            }
        }
        return file?.whileLocked(way.context, work) ?? work()
    }

    func record(of token: String) -> AccountRecordFile { configuration.accountRecord(for: token, directory: recordDirectory) }

    private func fileToken() -> TokenState.Token? {
        guard let file, let token = file.read(for: configuration.tokenClaim), !isRefused(token) else { return nil }
        redaction.register(token)
        file.adopt(token, for: configuration.tokenClaim)
        return TokenState.Token(text: token, source: .file)
    }

    private func isRefused(_ token: String) -> Bool { tokens.withLock { $0.isRefused(token) } }

    /// Whether the file holds a token that is neither refused nor the one in use.
    private func hasOtherToken() -> Bool {
        guard let kept = file?.read(for: configuration.tokenClaim) else { return false }
        return tokens.withLock { $0.token?.text != kept && !$0.isRefused(kept) }
    }

    private func given(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text
    }

    private func nothingLeft() -> Problem {
        if given(configuration.token) == nil, let file, case .token(let kept, _) = file.look(),
            file.standing(of: kept, for: configuration.tokenClaim) != .fits
        {
            return Problem(.authRequired, "the kept token is of another login or address", message:
                "Сохранённый токен выдан для другого логина или другого адреса API, поэтому он не используется. Войдите командой mcp-host login, "
                    + "задайте KWORK_LOGIN и KWORK_PASSWORD или укажите другой файл в KWORK_TOKEN_FILE.")
        }
        let hadToken = given(configuration.token) != nil || file?.read(for: configuration.tokenClaim) != nil
        return hadToken
            ? Problem(.authFailed, "the token was refused and there are no credentials to sign in", message:
                "Kwork не принял токен: он устарел или отозван. Задайте свежий KWORK_TOKEN или KWORK_LOGIN и KWORK_PASSWORD, или войдите заново командой mcp-host login.")
            : Problem(.authRequired, "no token, no credentials")
    }
}
