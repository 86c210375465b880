/// The sessions of plugins.json, made when they are first used. Safe from any thread.
final class SessionRegistry: Sendable {
    private let configurations: [String: SessionConfiguration]
    /// Why a session of plugins.json has no configuration.
    private let unusable: [String: UnusableSession]
    private let engine: HTTPEngine
    private let log: HostLog
    /// For tests; nil: the directory of the user.
    private let stateDirectory: String?
    private let redaction: Redaction
    private let sessions = Monitor([String: Session]())

    init(
        _ configurations: [String: SessionConfiguration], unusable: [String: UnusableSession] = [:], engine: HTTPEngine, log: HostLog, redaction: Redaction = .shared,
        stateDirectory: String? = nil
    ) {
        self.configurations = configurations
        self.unusable = unusable
        self.engine = engine
        self.log = log
        self.redaction = redaction
        self.stateDirectory = stateDirectory
    }

    /// The session of that name, or why there is none. May read files for the first one of a kind that names some.
    func session(_ name: String) -> Result<Session, Problem> {
        if let session = sessions.withLock({ $0[name] }) { return .success(session) }
        func refused(_ message: String) -> Result<Session, Problem> { .failure(Problem(.sessionNotConfigured, "", message: message)) }
        if let unusable = unusable[name] {
            return .failure(Problem(
                .sessionNotConfigured, "", message: "The session \"\(name)\" cannot be used: \(unusable.reason)",
                details: unusable.details(session: name)))
        }
        guard let configuration = configurations[name] else {
            return refused("There is no session \"\(name)\" in plugins.json. The operator can add it under \"sessions\".")
        }
        if let problem = configuration.problems().first {
            return .failure(Problem(
                .sessionNotConfigured, "", message: "The session \"\(name)\" in plugins.json cannot be used: \(problem.key) \(problem.message).",
                details: ["session": .string(name), "key": .string(problem.key)]))
        }
        // Made without the lock, so that nobody waits for the files of another session; of two the first one stays.
        return make(name, configuration).flatMap { made in
            guard let made else { return refused("The session \"\(name)\" in plugins.json cannot be used.") }
            return .success(sessions.withLock { sessions in
                if let session = sessions[name] { return session }
                sessions[name] = made
                return made
            })
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

    private func make(_ name: String, _ configuration: SessionConfiguration) -> Result<Session?, Problem> {
        let state = stateFile(configuration.stateName)
        switch configuration {
        case .http(let http):
            for header in http.headers { registerSecret(header.value) }
            registerProxy(http.connection.proxy)
            return .success(Session(
                name: name, sites: http.sites, connection: http.connection, rate: http.rate,
                credentials: FixedCredentials(headers: http.headers), state: state, journals: journals(configuration), engine: engine, log: log))
        case .kwork(let kwork):
            registerProxy(kwork.connection.proxy)
            let own = Redaction(parent: redaction)
            for secret in [kwork.password, kwork.token] { if let secret { own.register(secret) } }
            let credentials = KworkCredentials(
                configuration: kwork, state: state, recordDirectory: stateDirectory, log: log, redaction: own)
            return .success(Session(
                name: name, sites: [SessionSite(name: "api", base: kwork.api), SessionSite(name: "web", base: kwork.web)],
                connection: kwork.connection, rate: kwork.rate,
                credentials: credentials, state: state, journals: journals(configuration) { credentials.journalName }, engine: engine, log: log))
        case .gitea(let gitea):
            for header in gitea.headers { registerSecret(header.value) }
            registerProxy(gitea.connection.proxy)
            return .success(Session(
                name: name, sites: [SessionSite(name: "api", base: gitea.base)], connection: gitea.connection, rate: gitea.rate,
                credentials: FixedCredentials(headers: gitea.headers), state: state, journals: journals(configuration), engine: engine, log: log))
        case .kubernetes(let cluster):
            return makeCluster(name, cluster, state, journals(configuration))
        }
    }

    private func makeCluster(
        _ name: String, _ configuration: KubernetesSessionConfiguration, _ state: StateFile, _ journals: WriteJournals
    ) -> Result<Session?, Problem> {
        if let token = configuration.token { redaction.register(token) }
        let reader = KubernetesReader(configuration: configuration, redaction: redaction)
        do throws(KubernetesFault) {
            let target = try reader.target()
            var connection = configuration.connection
            connection.trust = target.cluster.trust
            connection.proxy = target.cluster.proxy
            registerProxy(connection.proxy)
            return .success(Session(
                name: name, sites: [SessionSite(name: "api", base: target.cluster.address)], connection: connection, rate: configuration.rate,
                credentials: KubernetesCredentials(name: name, target: target, reader: reader, log: log), state: state, journals: journals,
                engine: engine, log: log))
        } catch {
            log.write(.warning, "session \(name) cannot be used: \(error.line)")
            return .failure(configuration.problem(error, session: name))
        }
    }

    private func journals(_ configuration: SessionConfiguration, account: (@Sendable () -> String?)? = nil) -> WriteJournals {
        WriteJournals(name: configuration.journalName, directory: stateDirectory, log: log, account: account)
    }

    /// A tool has succeeded: it may have shown what became of a write. Only sessions at work can have told it anything.
    func succeeded(_ call: ToolCall, startedAt: Int64) {
        let journals = sessions.withLock { sessions in call.tool.sessions.compactMap { sessions[$0]?.journals } }
        guard !journals.isEmpty else { return }
        let look = WriteLook(tool: call.tool.definition.name, arguments: call.arguments, inputSchema: call.tool.definition.inputSchema)
        for journal in journals { journal.looked(look, startedAt: startedAt) }
    }

    /// What a call gives back, without the secrets of the sessions it may have used.
    func withoutSecrets(_ outcome: CallOutcome, of call: ToolCall) -> CallOutcome {
        let used = sessions.withLock { sessions in call.tool.sessions.compactMap { sessions[$0]?.credentials } }
        return used.reduce(outcome) { outcome, credentials in outcome.mapTexts(credentials.withoutSecrets) }
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
