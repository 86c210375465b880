/// One entry of `sessions` in plugins.json, with environment variables expanded. Empty texts count as not given.
/// `problems()` of the kinds says what is wrong with one; a session with problems must not be made.
enum SessionConfiguration: Sendable, Equatable {
    case http(HTTPSessionConfiguration)
    case kwork(KworkSessionConfiguration)
    case gitea(GiteaSessionConfiguration)
    case kubernetes(KubernetesSessionConfiguration)

    /// What is wrong, in words for the operator; empty when it can be used. Values that may be secret are not repeated.
    func problems() -> [SessionProblem] {
        switch self {
        case .http(let configuration): configuration.problems()
        case .kwork(let configuration): configuration.problems()
        case .gitea(let configuration): configuration.problems()
        case .kubernetes(let configuration): configuration.problems()
        }
    }
}

/// One mistake in a session's entry.
struct SessionProblem: Sendable, Equatable {
    /// The key in the entry, such as `sites.web` or `rate.burst`.
    var key: String
    /// What is wrong and what is allowed.
    var message: String
    /// Nothing was given at all: the operator does without this session.
    var isAbsence = false
}

/// Requests per second and how many may go at once.
struct RateLimit: Sendable, Equatable {
    /// Sustained requests per second; more than 0, at most 1000.
    var perSecond: Double
    /// Most requests in any one second; 1 to 1000.
    var burst: Int

    init(perSecond: Double, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// A named address of a session.
struct SessionSite: Sendable, Equatable {
    /// What a request calls it: `api`, `web`.
    var name: String
    /// `https://host[:port][/path]`.
    var base: String
}

/// What all kinds have: how to reach the other side and how hard to try.
struct SessionConnection: Sendable, Equatable {
    /// `http://`, `socks4://`, `socks4a://`, `socks5://` or `socks5h://`, with `user:password@` when it wants them. A session with
    /// a proxy never goes direct.
    var proxy: String?
    /// For one exchange: connecting, sending and receiving. 1 to 600,000.
    var timeoutMilliseconds: Int64 = 30_000
    /// For connecting alone, bounded by `timeoutMilliseconds`.
    var connectTimeoutMilliseconds: Int64 = 10_000
    /// Largest answer body in bytes.
    var maximumBytes = 8 << 20
    /// What a server's certificate is held against.
    var trust = ServerTrust()
    /// How often a read is sent again after a passing failure; 0 to 10.
    var retries = RetryPlan.usualRetries
    /// Whether a host that keeps failing is left in peace for a while.
    var hasCircuitBreaker = true
    /// Allows `http://` addresses outside this machine.
    var allowsPlainHTTP = false
}

/// `"kind": "http"`: any service behind fixed headers.
struct HTTPSessionConfiguration: Sendable, Equatable {
    /// At least one; the first is used when a request names none.
    var sites: [SessionSite]
    /// Sent with every request that is not anonymous. Values are secrets.
    var headers: [HTTPHeader] = []
    /// nil: no limit.
    var rate: RateLimit?
    var connection = SessionConnection()
}

/// `"kind": "kwork"`: the Kwork marketplace, which signs in by itself.
struct KworkSessionConfiguration: Sendable, Equatable {
    var site = KworkSite.ru
    var api = KworkSite.ru.api
    var web = KworkSite.ru.web
    /// Whose account it has to be before anything is changed: a number or a user name. nil: the first one seen.
    var account: String?
    var login: String?
    var password: String?
    /// A ready token. Comes before the file and is never written anywhere.
    var token: String?
    /// Where the token of a login is kept. `~/` at the start is the home directory. nil: not kept.
    var tokenFile: String? = "~/.kwork_token"
    /// Last four digits of the phone, which Kwork asks for on unfamiliar addresses.
    var phoneLast: String?
    var rate = RateLimit(perSecond: 2, burst: 5)
    var connection = SessionConnection()
}

/// `"kind": "gitea"`: a Gitea or Forgejo server.
struct GiteaSessionConfiguration: Sendable, Equatable {
    /// Without `/api/v1`. nil: not set up.
    var url: String?
    /// nil: requests go without one.
    var token: String?
    /// nil: no limit.
    var rate: RateLimit?
    var connection = SessionConnection()

    /// The address of the API: slashes at the end, and the path of the API itself, may have been given with it.
    var base: String {
        var url = url ?? ""
        while url.hasSuffix("/") { url.removeLast() }
        if url.hasSuffix("/api/v1") { url.removeLast(7) }
        while url.hasSuffix("/") { url.removeLast() }
        return url + "/api/v1"
    }

    var headers: [HTTPHeader] { token.map { [HTTPHeader(name: "Authorization", value: "token \($0)")] } ?? [] }
}

/// One header field.
struct HTTPHeader: Sendable, Equatable {
    var name: String
    var value: String
}
