/// How a Kwork session says who it is: a fixed client credential on every API request, and the user's token where one is
/// needed. The web site sees neither.
final class KworkCredentials: Credentials {
    /// The mobile app's own, the same for everybody.
    private static let client = HTTPHeader(name: "Authorization", value: "Basic bW9iaWxlX2FwaTpxRnZmUmw3dw==")

    private let configuration: KworkSessionConfiguration
    private let file: TokenFile?
    private let state: StateFile
    private let log: HostLog
    private let redaction: Redaction
    private let tokens = Monitor(TokenState())

    /// - Parameter state: shared with other processes, to remember refused sign-ins.
    init(configuration: KworkSessionConfiguration, state: StateFile, log: HostLog, redaction: Redaction) {
        self.configuration = configuration
        self.state = state
        self.log = log
        self.redaction = redaction
        file = TokenFile(configuration.tokenFile, log: log)
    }

    var wording: any FailureWording { RussianWording() }

    func authorize(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem> {
        guard way.siteName == "api" else { return .success(.fixed) }
        request.headers.removeAll { $0.name.lowercased() == "authorization" }
        request.headers.append(KworkCredentials.client)
        guard !isAnonymous else { return .success(.fixed) }
        switch token(way) {
        case .failure(let problem): return .failure(problem)
        case .success((let token, let generation)):
            KworkRoute.add(token: token, to: &request)
            return .success(.token(generation: generation))
        }
    }

    func accepted(_ mark: CredentialMark) {
        if case .token(let generation) = mark { tokens.withLock { $0.accepted(generation) } }
    }

    func refused(_ mark: CredentialMark) {
        if case .token(let generation) = mark { tokens.withLock { $0.refused(generation, now: .now) } }
    }

    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? {
        guard site == "api" else { return nil }
        switch KworkEnvelope.read(answer, path: request.path) {
        case .failure(var problem):
            problem.message = problem.message.map(redaction.redact)
            return problem
        case .success(let object):
            // A login link works once, so it is as secret as a token.
            if KworkRoute.name(request.path) == "getWebAuthToken" {
                for key in ["url", "token"] { object["response"]?[key]?.string.map(redaction.register) }
            }
            return nil
        }
    }

    func refine(_ problem: Problem, answer: HTTPAnswer, site: String) -> Problem {
        site == "api" ? KworkEnvelope.refine(problem, answer: answer) : problem
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
            return signIn.run(way.to(site: 0), connection: configuration.connection, redaction: redaction).map { token in
                file?.write(token)
                return TokenState.Token(text: token, source: .signIn)
            }
        }
        return file?.whileLocked(way.context, work) ?? work()
    }

    private func fileToken() -> TokenState.Token? {
        guard let token = file?.read(), !isRefused(token) else { return nil }
        redaction.register(token)
        return TokenState.Token(text: token, source: .file)
    }

    private func isRefused(_ token: String) -> Bool { tokens.withLock { $0.isRefused(token) } }

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
