/// Everything the stand-in remembers about the service it plays.
struct World: Sendable {
    var users: [User]
    var projects: [Project]
    var categories: [Category]
    var offers: [Offer]
    var messages = Seed.messages
    var dialogTraits = Seed.dialogTraits
    var files = Seed.files
    var kworks = Seed.kworks
    var reviews = Seed.reviews
    var orders = Seed.orders
    var orderHooks = TracksDomain.hooks
    /// Offers being written on the web site.
    var offerFlows: [OfferFlow.Key: OfferFlow] = [:]
    /// Drafts of offers left on the web site.
    var offerDrafts = 0
    var accounts: [Account]
    var settings: Settings
    var signIns = SignInCounts()
    var tokens: [String: IssuedToken] = [:]
    /// By the one-time key of the link.
    var loginLinks: [String: LoginLink] = [:]
    /// By session cookie.
    var webSessions: [String: WebSession] = [:]
    /// Pass tokens handed out with captcha errors.
    var captchaPasses: Set<String> = []
    var random: RandomSource
    /// Root of the web host, with a slash at its end; known once the ports are bound.
    var webURL = "http://127.0.0.1/"

    init(configuration: SandboxConfiguration) {
        users = Seed.users + Seed.correspondents
        projects = Seed.projects + Seed.pastProjects
        offers = Seed.offers
        categories = Seed.categories
        accounts = [Seed.account(login: configuration.login, password: configuration.password), Seed.secondAccount]
        settings = Settings(
            phoneDigits: configuration.phoneDigits, captchaAtSignIn: configuration.captchaAtSignIn,
            tokenLifetime: configuration.tokenLifetime, site: configuration.site)
        random = RandomSource(seed: configuration.seed)
    }

    /// What the control API may change while the sandbox runs.
    struct Settings: Sendable {
        /// Last four digits of the phone that sign-in asks for; nil asks for none.
        var phoneDigits: String?
        var captchaAtSignIn: Bool
        /// Seconds.
        var tokenLifetime: Int
        var site: SandboxConfiguration.Site
        var web = WebSettings()
        /// Whether there is anything to report.
        var notifications = true
        /// Index of the account that every successful sign-in gets instead of its own; nil for its own.
        var signInAs: Int?
    }

    struct SignInCounts: Sendable {
        var attempts = 0
        var successes = 0
    }

    func user(id: Int) -> User? { users.first { $0.id == id } }
}

/// A login of the service.
struct Account: Sendable {
    var login: String
    var password: String
    /// The `User` behind it.
    var userID: Int
    var favouriteCategories: [Int]
    var activeConnects: Int
    var allConnects: Int
    var freeAmount: Double
    var holdAmount: Double
    /// free, busy, or nil
    var workerStatus: String?
}

struct IssuedToken: Sendable {
    enum State: String, Sendable { case valid, expired, revoked }

    /// Index into `World.accounts`.
    var account: Int
    /// Monotonic nanoseconds from which on it is refused.
    var expiresAt: UInt64
    var state: State = .valid

    func state(at now: UInt64) -> State { state == .valid && now >= expiresAt ? .expired : state }
}

struct LoginLink: Sendable {
    /// Seconds between handing it out and its end.
    static let lifetime = 300

    var account: Int
    var target: String
    /// Monotonic nanoseconds.
    var expiresAt: UInt64
    var used = false
}

struct WebSession: Sendable {
    var account: Int
    var csrf: String
    var xsrf: String
    /// What the cookie `csrf_token` tells when there is one.
    var headerToken: String { String(csrf.reversed()) }
}

/// Repeatable pseudo-random text (SplitMix64), so that two runs with one seed hand out the same tokens.
struct RandomSource: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 32 hexadecimal digits.
    mutating func hexKey() -> String {
        (0..<2).map { _ in
            let digits = String(next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
