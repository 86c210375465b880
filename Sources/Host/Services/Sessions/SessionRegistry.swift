/// The sessions of plugins.json, made when they are first used. Safe from any thread.
final class SessionRegistry: Sendable {
    private let configurations: [String: SessionConfiguration]
    /// Why a session of plugins.json has no configuration.
    private let unusable: [String: String]
    private let engine: HTTPEngine
    private let log: HostLog
    /// For tests; nil: the directory of the user.
    private let stateDirectory: String?
    private let redaction: Redaction
    private let sessions = Monitor([String: Session]())

    init(
        _ configurations: [String: SessionConfiguration], unusable: [String: String] = [:], engine: HTTPEngine, log: HostLog, redaction: Redaction = .shared,
        stateDirectory: String? = nil
    ) {
        self.configurations = configurations
        self.unusable = unusable
        self.engine = engine
        self.log = log
        self.redaction = redaction
        self.stateDirectory = stateDirectory
    }

    /// The session of that name, or why there is none.
    func session(_ name: String) -> Result<Session, Problem> {
        sessions.withLock { sessions in
            if let session = sessions[name] { return .success(session) }
            if let reason = unusable[name] {
                return .failure(Problem(.sessionNotConfigured, "", message: "The session \"\(name)\" cannot be used: \(reason)"))
            }
            guard let configuration = configurations[name] else {
                return .failure(Problem(.sessionNotConfigured, "", message:
                    "There is no session \"\(name)\" in plugins.json. The operator can add it under \"sessions\"."))
            }
            if let problem = configuration.problems().first {
                return .failure(Problem(.sessionNotConfigured, "", message:
                    "The session \"\(name)\" in plugins.json cannot be used: \(problem.key) \(problem.message)."))
            }
            guard let session = make(name, configuration) else {
                return .failure(Problem(.sessionNotConfigured, "", message: "The session \"\(name)\" in plugins.json cannot be used."))
            }
            sessions[name] = session
            return .success(session)
        }
    }

    /// Sends a request for a call. Blocks until its end.
    func send(_ request: SessionRequest, for call: ToolCall) -> Exchange.Outcome {
        if let problem = RequestRules.problem(request, call: call) { return refuse(problem, request) }
        switch session(request.session) {
        case .failure(let problem): return refuse(problem, request)
        case .success(let session):
            switch session.admitted(request) {
            case .failure(let problem): return refuse(problem, request, session.credentials.wording)
            case .success(let admitted): return Exchange(session: session, request: admitted, call: call).run()
            }
        }
    }

    /// Waits for one permit of a session on behalf of a call; nil when it has come.
    func acquirePermit(_ name: String, for call: ToolCall) -> Exchange.Outcome? {
        let request = SessionRequest(session: name, effect: .read, method: "GET", path: "")
        if let problem = RequestRules.problem(request, call: call) { return refuse(problem, request) }
        switch session(name) {
        case .failure(let problem): return refuse(problem, request)
        case .success(let session):
            guard let limiter = session.limiter else { return nil }
            let problem: Problem
            switch limiter.acquire(deadline: call.deadline, cancellation: call.cancellation) {
            case .go(let permit):
                limiter.confirm(permit)
                return nil
            case .cancelled: problem = Problem(.cancelled, "")
            case .tooLate(let wait): problem = Problem(.rateLimit, "", retryAfterMilliseconds: wait)
            }
            let failure = Guard.failure(problem, isWrite: false, subject: name, wording: session.credentials.wording)
            return problem.code == .cancelled ? .cancelled(failure) : .failed(failure)
        }
    }

    /// The language of a call's failures: that of its session, if it has only one kind of them.
    func wording(for call: ToolCall) -> any FailureWording {
        let isKwork = call.tool.sessions.contains { name in
            if case .kwork = configurations[name] { true } else { false }
        }
        return isKwork ? RussianWording() : EnglishWording()
    }

    private func refuse(
        _ problem: Problem, _ request: SessionRequest, _ wording: any FailureWording = EnglishWording()
    ) -> Exchange.Outcome {
        .failed(Guard.failure(problem, isWrite: request.effect == .write, subject: request.session, wording: wording))
    }

    private func make(_ name: String, _ configuration: SessionConfiguration) -> Session? {
        switch configuration {
        case .http(let http):
            for header in http.headers { registerSecret(header.value) }
            registerProxy(http.connection.proxy)
            return Session(
                name: name, sites: http.sites, connection: http.connection, rate: http.rate,
                credentials: FixedCredentials(headers: http.headers), state: stateFile(configuration.stateName), journal: journal(configuration),
                engine: engine, log: log)
        case .kwork(let kwork):
            registerProxy(kwork.connection.proxy)
            for secret in [kwork.password, kwork.token] { if let secret { redaction.register(secret) } }
            let state = stateFile(configuration.stateName)
            return Session(
                name: name, sites: [SessionSite(name: "api", base: kwork.api), SessionSite(name: "web", base: kwork.web)],
                connection: kwork.connection, rate: kwork.rate,
                credentials: KworkCredentials(
                    configuration: kwork, state: state, recordDirectory: stateDirectory, log: log, redaction: redaction),
                state: state, journal: journal(configuration), engine: engine, log: log)
        }
    }

    private func journal(_ configuration: SessionConfiguration) -> WriteJournal {
        WriteJournal(name: configuration.journalName, directory: stateDirectory, log: log)
    }

    /// A tool has succeeded: it may have shown what became of a write. Only sessions at work can have told it anything.
    func succeeded(_ call: ToolCall, startedAt: Int64) {
        let journals = sessions.withLock { sessions in call.tool.sessions.compactMap { sessions[$0]?.journal } }
        for journal in journals { journal.looked(with: call.tool.definition.name, startedAt: startedAt) }
    }

    private func stateFile(_ identity: String) -> StateFile { StateFile(name: identity, directory: stateDirectory, log: log) }

    /// `Bearer x` is a secret, and so is `x`.
    private func registerSecret(_ value: String) {
        redaction.register(value)
        if let blank = value.firstIndex(of: " ") { redaction.register(String(value[value.index(after: blank)...])) }
    }

    private func registerProxy(_ address: String?) {
        guard let address, let proxy = ProxyAddress(address) else { return }
        if let password = proxy.password { redaction.register(password) }
        // Short user names are words like "user"; hiding them would spoil the log.
        if let user = proxy.user, user.utf8.count >= 8 { redaction.register(user) }
    }
}
