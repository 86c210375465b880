import Glibc

/// What this machine knows about one session: read from files, without a request and without changing anything.
struct SessionStatus: Sendable {
    /// Where the session's right to ask comes from, the first of them that is there.
    enum Source: String, Sendable {
        case token, tokenFile, login, headers, kubeconfig, serviceAccount, none
    }

    enum Validity: String, Sendable { case valid, expired, unknown, none }

    struct Grant: Sendable, Equatable {
        var bundle: String
        var writes: WritePolicy
    }

    struct Circuit: Sendable, Equatable {
        enum State: String, Sendable { case closed, open, halfOpen }
        var site: String
        var state: State
        var failures: Int
        /// Milliseconds until a request is let through again; 0: now.
        var openFor: Int64
    }

    struct Rate: Sendable, Equatable {
        var limit: RateLimit
        /// Of the burst, in the running second.
        var used: Int
        /// Milliseconds until the next request may leave.
        var nextIn: Int64
    }

    var name: String
    var kind: String
    /// Why it cannot be used; empty: nothing known against it.
    var problems: [String] = []
    /// The operator gave nothing for it, and does without it.
    var isAbsent = false
    /// How it proves who it is, in words; empty: see `source`.
    var identity = ""
    /// The enabled bundles that may use it.
    var grants: [Grant] = []
    var sites: [SessionSite] = []
    var hasProxy = false
    var source = Source.none
    /// A file that keeps the token of a login; nil: there is none.
    var tokenFile: String?
    var hasToken = false
    /// Why the token in the file is not used, in words that go behind "the token file"; nil: it is, or there is none.
    var tokenFileRemark: String?
    /// What is known about the token in use.
    var record: AccountRecord?
    var validity = Validity.none
    /// The account it has to be.
    var expectedAccount: String?
    var rate: Rate?
    var circuits: [Circuit] = []
    /// Milliseconds for which the service asked to wait.
    var closedFor: Int64 = 0
    /// Milliseconds for which no sign-in is tried with the credentials of this session.
    var signInRefusedFor: Int64 = 0
    var unresolved: [WriteJournal.Unresolved] = []
    /// Why the open writes are not known; nil: they are.
    var unresolvedRemark: String?

    /// Whether calls would fail now.
    var isBroken: Bool { !grants.isEmpty && !isAbsent && !problems.isEmpty }
}

extension SessionStatus {
    /// - Parameters:
    ///   - entry: in plugins.json.
    ///   - findings: what is wrong with it already.
    ///   - directory: where all state lies, for tests; nil: the usual places.
    init(
        _ entry: SessionEntry, findings: [String], grants: [Grant], now: MonotonicTime = .now,
        seconds: Int64 = WallClock.milliseconds / 1000, directory: String? = nil
    ) {
        name = entry.name
        kind = entry.value["kind"]?.json.string ?? ""
        problems = findings
        self.grants = grants
        let configuration: SessionConfiguration
        switch entry.configuration() {
        case .failure(let error):
            isAbsent = error.isAbsence
            return
        case .success(let value): configuration = value
        }
        let limit: RateLimit?
        var fingerprint: UInt64?
        switch configuration {
        case .http(let http):
            sites = http.sites
            hasProxy = http.connection.proxy != nil
            source = http.headers.isEmpty ? .none : .headers
            limit = http.rate
        case .kwork(let kwork):
            sites = [SessionSite(name: "api", base: kwork.api), SessionSite(name: "web", base: kwork.web)]
            hasProxy = kwork.connection.proxy != nil
            expectedAccount = kwork.account
            limit = kwork.rate
            addCredentials(kwork, seconds: seconds, directory: directory)
            fingerprint = KworkSignIn.fingerprint(login: kwork.login ?? "", password: kwork.password ?? "", phoneLast: kwork.phoneLast)
        case .gitea(let gitea):
            sites = [SessionSite(name: "api", base: gitea.base)]
            hasProxy = gitea.connection.proxy != nil
            source = gitea.token == nil ? .none : .token
            hasToken = gitea.token != nil
            limit = gitea.rate
        case .kubernetes(let cluster):
            hasProxy = cluster.connection.proxy != nil
            limit = cluster.rate
            addCluster(cluster)
        }
        addShared(
            StateFile.peek(name: configuration.stateName, directory: directory) ?? SharedState(), limit, fingerprint: fingerprint, now: now)
        unresolved = configuration.unresolvedWrites(directory: directory)
        unresolvedRemark = configuration.journalTrouble(directory: directory)
    }

    private mutating func addCredentials(_ kwork: KworkSessionConfiguration, seconds: Int64, directory: String?) {
        // Only looked at here: what is wrong with it is said in the report.
        let file = TokenFile(kwork.tokenFile, log: .silent)
        tokenFile = file?.path
        var token = kwork.token
        if token != nil { source = .token }
        let canSignIn = kwork.login != nil && kwork.password != nil
        switch file?.look() ?? .absent {
        case .absent: break
        case .unusable(let reason): if token == nil { problems.append("the token file \(reason)") }
        case .token(let kept, let isPrivate):
            if !isPrivate { problems.append("the token file can be read by others; chmod 600 it, or log in again") }
            tokenFileRemark = file?.standing(of: kept, for: kwork.tokenClaim).reason
            if token == nil {
                if tokenFileRemark == nil { (token, source) = (kept, .tokenFile) }
                else if !canSignIn { problems.append("the token file \(tokenFileRemark ?? "")") }
            }
        }
        guard let token else {
            if canSignIn { source = .login } else if problems.isEmpty { problems.append("no credentials; run `mcp-host login \(name)`") }
            return
        }
        hasToken = true
        record = kwork.accountRecord(for: token, directory: directory).read().flatMap { $0.belongs(to: token) ? $0 : nil }
        validity = record?.expiresAt.map { $0 <= seconds ? .expired : .valid } ?? .unknown
        if validity == .expired, !canSignIn { problems.append("the token has expired; run `mcp-host login \(name)`") }
        guard let expectedAccount, let record, let id = record.accountID, let username = record.username else { return }
        var pin = AccountPin(expected: expectedAccount)
        if pin.learned(.init(id: id, username: username), generation: 0) != nil {
            problems.append("the token belongs to @\(username) (id \(id)), but \"account\" is \(expectedAccount): nothing can be changed with it")
        }
    }

    private mutating func addShared(_ state: SharedState, _ limit: RateLimit?, fingerprint: UInt64?, now: MonotonicTime) {
        func remaining(_ time: Int64) -> Int64 { time > now.nanoseconds ? (time - now.nanoseconds + 999_999) / 1_000_000 : 0 }
        closedFor = remaining(state.rate.closedUntil)
        rate = limit.map { limit in
            Rate(limit: limit, used: state.rate.used(now: now), nextIn: remaining(state.rate.earliest(limit, ahead: 0, now: now).nanoseconds))
        }
        circuits = sites.indices.map { index in
            let breaker = state[breaker: index]
            let openFor = remaining(breaker.openUntil)
            return Circuit(
                site: sites[index].name, state: breaker.openUntil == 0 ? .closed : openFor > 0 ? .open : .halfOpen,
                failures: Int(breaker.failures), openFor: openFor)
        }
        for circuit in circuits where circuit.state == .open {
            problems.append("\(circuit.site) kept failing, requests to it are paused for \(TimeText.span((circuit.openFor + 999) / 1000))")
        }
        if state.refusedCredentials == fingerprint { signInRefusedFor = remaining(state.signInClosedUntil) }
        if signInRefusedFor > 0, source == .login {
            problems.append("the login was refused a short while ago; it is tried again in \(TimeText.span((signInRefusedFor + 999) / 1000)), or now by `mcp-host login \(name)`")
        }
    }
}

extension RateWindow {
    /// How many requests count against the burst now.
    func used(now: MonotonicTime) -> Int {
        permits.count { $0.isOpen ? now.nanoseconds - $0.time <= RateWindow.openLimit : now.nanoseconds - $0.time < RateWindow.window }
    }
}
