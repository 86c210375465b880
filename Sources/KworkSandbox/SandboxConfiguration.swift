/// How a sandbox starts. `reset` of the control API returns to exactly this.
public struct SandboxConfiguration: Sendable {
    /// Port of the stand-in for api.kwork.ru; 0 takes a free one.
    public var apiPort = 0
    /// Port of the stand-in for kwork.ru; 0 takes a free one.
    public var webPort = 0
    /// The one account that exists.
    public var login = "demo"
    public var password = "demo"
    /// Last four digits of the phone that sign-in asks for; nil asks for none.
    public var phoneDigits: String?
    /// Sign-in answers with error 118 until the captcha is solved.
    public var captchaAtSignIn = false
    /// Seconds a token lives; the real service gives about 30 days.
    public var tokenLifetime = 30 * 24 * 3600
    /// Which of the two sites the hosts stand in for.
    public var site = Site.ru
    /// Start value for tokens and keys; the same seed hands out the same ones.
    public var seed: UInt64 = 1
    /// When set, requests beyond this pace get a 429.
    public var pace: PaceLimit?

    public init() {}

    /// The two sites of the service. They share accounts, but only `ru` has an exchange.
    public enum Site: String, Sendable, CaseIterable {
        case ru, com

        var isCom: Bool { self == .com }
    }

    /// A rate limit that the sandbox enforces over both hosts together.
    public struct PaceLimit: Sendable, Equatable {
        /// Requests per second in the long run, above 0.
        public var rate: Double
        /// Requests that may come at once, at least 1.
        public var burst: Int
        /// Milliseconds by which a request may come early before it counts as too fast.
        public var slackMilliseconds: Int

        public init(rate: Double, burst: Int, slackMilliseconds: Int = 100) {
            self.rate = rate
            self.burst = burst
            self.slackMilliseconds = slackMilliseconds
        }
    }
}
