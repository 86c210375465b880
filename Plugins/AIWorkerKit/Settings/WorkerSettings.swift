/// Everything an operator can set, as one value. Read from the `settings` of the bundle or from the environment, by the same table.
public struct WorkerSettings: Sendable {
    public var database: DatabaseURL
    /// How long one call may wait for a database lock, in seconds.
    public var busyTimeout = 10.0
    public var rules = QueueRules()
    /// The one agent that this process works for; nil: any.
    public var agentID: String?
    /// Whether leases taken by this process are renewed while it lives.
    public var autoRenew = true
    /// In seconds; 0: no background sweep.
    public var reaperInterval = 15.0
    /// nil: events wait in the database for readers.
    public var redis: RedisURL?
    public var eventsChannel = "aiworker:events"
    /// Pause between rounds of publishing, in seconds.
    public var outboxInterval = 1.0
    /// How long published rows are kept, in seconds.
    public var outboxRetention = 604_800.0
    /// Where Gitea is, without /api/v1; nil: there is none.
    public var giteaURL: String?
    public var preview = PreviewSettings()
    /// Further tries of a request to Gitea or Kubernetes.
    public var httpRetries = 2
    /// How long one such request may take, in seconds.
    public var httpTimeout = 15.0
    /// Whether the person at the client is asked at once.
    public var asksAtClient = true
    /// How long that person has, in seconds.
    public var askSeconds = 300.0

    /// Of `trigger_preview_deploy`.
    public struct PreviewSettings: Sendable, Equatable {
        public var domain: String?
        public var scheme = "https"
        public var ingressClass: String?
        /// How long one call waits for the rollout, in seconds.
        public var timeout = 45.0
        /// Lifetime, in seconds.
        public var lifetime = 86_400.0
    }

    /// One setting: its key in `settings` and its environment variable.
    public struct Name: Sendable, Equatable {
        public var key: String
        public var variable: String
    }

    /// Reads settings.
    ///
    /// - Parameter lookup: the text of a setting; nil or empty: not set.
    /// - Throws: `not_configured` with the variable of the first bad value, never with the value.
    public init(_ lookup: @escaping (Name) -> String?) throws {
        let reader = SettingsReader(lookup)
        // Ten years: for ever, with room for a date.
        let longest = 315_360_000.0
        database = try reader.database()
        busyTimeout = try reader.number("busy_timeout_seconds", 0...1_000_000) ?? busyTimeout
        agentID = try reader.identifier("agent_id")
        rules.isRegistrationClosed = try reader.choice("agent_registration", ["auto", "closed"]) == "closed"
        rules.leaseSeconds = try reader.number("lease_seconds", 1...longest) ?? rules.leaseSeconds
        autoRenew = try reader.flag("auto_renew") ?? autoRenew
        reaperInterval = try reader.number("reaper_interval_seconds", 0...longest) ?? reaperInterval
        rules.maxAttempts = try reader.integer("max_attempts", 1...Int64(Int32.max)) ?? rules.maxAttempts
        redis = try reader.redis()
        eventsChannel = try reader.line("events_channel") ?? eventsChannel
        outboxInterval = try reader.number("outbox_interval_seconds", 0...longest).map { max($0, 0.01) } ?? outboxInterval
        outboxRetention = try reader.number("outbox_retention_seconds", 0...longest) ?? outboxRetention
        giteaURL = try reader.gitea("gitea_url")
        _ = try reader.address("kube_url", allowsPlainEverywhere: false)
        preview.domain = try reader.domain("preview_domain")
        preview.scheme = try reader.choice("preview_scheme", ["https", "http"]) ?? preview.scheme
        preview.ingressClass = try reader.objectName("preview_ingress_class")
        preview.timeout = try reader.number("preview_timeout_seconds", 0...86_400) ?? preview.timeout
        preview.lifetime = try reader.number("preview_ttl_seconds", 1...longest) ?? preview.lifetime
        httpTimeout = try reader.number("http_timeout_seconds", 0.001...86_400) ?? httpTimeout
        httpRetries = Int(try reader.integer("http_retries", 0...1000) ?? Int64(httpRetries))
        rules.logMaxRows = try reader.integer("log_max_rows", 1...1_000_000_000) ?? rules.logMaxRows
        rules.logMaxBytes = Int(try reader.integer("log_max_bytes", 1...16_000_000) ?? Int64(rules.logMaxBytes))
        asksAtClient = try reader.flag("ask_at_client") ?? asksAtClient
        askSeconds = try reader.number("ask_seconds", 1...590) ?? askSeconds
    }

    /// The settings of this process's environment, for programs.
    public static func fromEnvironment(_ variables: [String: String]) throws -> WorkerSettings {
        try WorkerSettings { variables[$0.variable] }
    }
}
