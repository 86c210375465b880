extension SessionEntry {
    /// The entry as the services take it, or what is wrong with it.
    func configuration() -> Result<SessionConfiguration, SessionEntryError> {
        guard problems.isEmpty else { return .failure(SessionEntryError(problems: problems)) }
        let configuration: SessionConfiguration =
            switch text("kind") {
            case "kwork": .kwork(kwork)
            case "gitea": .gitea(gitea)
            case "kubernetes": .kubernetes(kubernetes)
            default: .http(http)
            }
        let mistakes = configuration.problems()
        guard !mistakes.isEmpty else { return .success(configuration) }
        return .failure(SessionEntryError(problems: mistakes.map(located), isAbsence: mistakes.allSatisfy(\.isAbsence)))
    }

    private func located(_ mistake: SessionProblem) -> ManifestProblem {
        let variable = variables(mistake.key).first
        var message = "\"\(mistake.key)\" \(mistake.message)"
        if let variable { message += mistake.isAbsence ? "; set \(variable)" : "; it comes from \(variable)" }
        return ManifestProblem(
            path: ["sessions", name] + mistake.key.split(separator: ".").map(String.init),
            place: source.place(at: offset(of: mistake.key)), message: message, variable: variable)
    }

    /// The variables behind a key.
    func variables(_ key: String) -> [String] { value[key]?.variables ?? [] }

    /// Where a key such as `rate.burst` stands, or the nearest object around it.
    private func offset(of key: String) -> Int {
        var found = value
        // Header and site names may hold dots; a part that is not there leaves the place at what holds it.
        for part in key.split(separator: ".") {
            guard let inner = found[String(part)] else { break }
            found = inner
        }
        return found.offset
    }

    private var http: HTTPSessionConfiguration {
        var sites = value["base"].flatMap(\.json.string).map { [SessionSite(name: "base", base: $0)] } ?? []
        sites += pairs("sites").map { SessionSite(name: $0.name, base: $0.text) }
        return HTTPSessionConfiguration(
            sites: sites, headers: pairs("headers").map { HTTPHeader(name: $0.name, value: $0.text) }, rate: rate, connection: connection)
    }

    private var kwork: KworkSessionConfiguration {
        var configuration = KworkSessionConfiguration()
        configuration.site = text("site").flatMap(KworkSite.init) ?? .ru
        configuration.api = text("api") ?? configuration.site.api
        configuration.web = text("web") ?? configuration.site.web
        configuration.account = text("account")
        configuration.login = text("login")
        configuration.password = text("password")
        configuration.token = text("token")
        if value["token_file"] != nil { configuration.tokenFile = text("token_file") }
        configuration.phoneLast = text("phone_last")
        if let rate { configuration.rate = rate }
        configuration.connection = connection
        return configuration
    }

    private var gitea: GiteaSessionConfiguration {
        GiteaSessionConfiguration(url: text("url"), token: text("token"), rate: rate, connection: connection)
    }

    private var kubernetes: KubernetesSessionConfiguration {
        var configuration = KubernetesSessionConfiguration()
        configuration.server = text("server")
        configuration.token = text("token")
        configuration.kubeconfig = text("kubeconfig")
        configuration.context = text("context")
        configuration.serviceHost = text("service_host")
        configuration.servicePort = text("service_port")
        if let directory = text("service_account_dir") { configuration.serviceAccountDirectory = directory }
        for key in KubernetesSessionConfiguration.keys { configuration.variables[key] = variables(key).first }
        configuration.rate = rate
        configuration.connection = connection
        return configuration
    }

    private var connection: SessionConnection {
        var connection = SessionConnection()
        connection.proxy = text("proxy")
        if let timeout = milliseconds("timeout_seconds") { connection.timeoutMilliseconds = timeout }
        if let timeout = milliseconds("connect_timeout_seconds") { connection.connectTimeoutMilliseconds = timeout }
        if let bytes = value["max_bytes"]?.json.integer { connection.maximumBytes = Int(bytes) }
        if let file = text("ca_file") { connection.trust.authorities = .file(file) }
        if let retries = value["retries"]?.json.integer { connection.retries = Int(retries) }
        connection.hasCircuitBreaker = value["circuit_breaker"]?.json.bool ?? true
        connection.allowsPlainHTTP = value["allow_http"]?.json.bool ?? false
        return connection
    }

    private var rate: RateLimit? {
        guard let perSecond = value["rate"]?["per_second"]?.json.double, let burst = value["rate"]?["burst"]?.json.integer else {
            return nil
        }
        return RateLimit(perSecond: perSecond, burst: Int(burst))
    }

    /// A text; nil when absent or empty.
    private func text(_ key: String) -> String? {
        guard let text = value[key]?.json.string, !text.isEmpty else { return nil }
        return text
    }

    private func pairs(_ key: String) -> [(name: String, text: String)] {
        (value[key]?.members ?? []).compactMap { member in member.value.json.string.map { (member.name, $0) } }
    }

    private func milliseconds(_ key: String) -> Int64? {
        value[key]?.json.double.map { max(1, Int64(($0 * 1000).rounded())) }
    }
}

/// Why a session cannot be used.
struct SessionEntryError: Error {
    var problems: [ManifestProblem]
    /// The operator gave nothing at all, so does without it.
    var isAbsence = false
}

/// A session that cannot be made, as its requests tell it.
struct UnusableSession: Sendable, Equatable {
    /// For people.
    var reason: String
    /// The key at fault, such as `url`; nil when it is none in particular.
    var key: String?
    /// The variable behind that key.
    var variable: String?

    /// For programs; see `Failure.details`.
    func details(session: String) -> JSONObject {
        var details: JSONObject = ["session": .string(session)]
        if let key { details["key"] = .string(key) }
        if let variable { details["variable"] = .string(variable) }
        return details
    }
}

extension UnusableSession {
    init(_ error: SessionEntryError) {
        // Without the file they stand in: that is for the operator, and told at the start.
        reason = error.problems.map(\.message).joined(separator: "; ") + "."
        let first = error.problems.first
        key = first.flatMap { $0.path.count > 2 ? $0.path[2...].joined(separator: ".") : nil }
        variable = first?.variable
    }
}
