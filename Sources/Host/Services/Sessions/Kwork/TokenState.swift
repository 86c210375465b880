import Crypto

/// Which token a Kwork session uses, as a value: who may fetch one, who waits, what was refused.
struct TokenState: Sendable {
    enum Source: Sendable, Equatable { case configuration, file, signIn }

    struct Token: Sendable, Equatable {
        var text: String
        var source: Source
    }

    enum Step: Sendable, Equatable {
        case use(Token, generation: UInt64)
        /// Nobody is fetching a token: do it, and report with `fetched`.
        case fetch
        /// Somebody is: wait until this flight has landed.
        case wait(flight: UInt64)
        case fail(Problem)
    }

    /// How long a refusal stands before it is tried again with the same credentials.
    static let refusalMilliseconds: Int64 = 300_000
    /// How often, at most, a route that refuses every token costs a sign-in.
    static let stubbornMilliseconds: Int64 = 60_000

    private(set) var token: Token?
    private(set) var generation: UInt64 = 1
    private var refusedHashes: Set<[UInt8]> = []
    private var isFetching = false
    private(set) var flight: UInt64 = 0
    private(set) var lastOutcome: Result<Token, Problem>?
    private var hasWorked = false
    /// Routes that refused the present token while it could not be replaced by a better one.
    private var suspects: Set<String> = []
    /// Routes that refused a token that was good elsewhere, and until when this is no reason to renew it.
    private var stubborn: [String: MonotonicTime] = [:]
    private var refusal: (problem: Problem, until: MonotonicTime)?

    /// What a call that needs a token should do.
    mutating func next(now: MonotonicTime) -> Step {
        if let token { return .use(token, generation: generation) }
        if isFetching { return .wait(flight: flight) }
        if var refusal {
            if now < refusal.until {
                refusal.problem.retryAfterMilliseconds = nil
                return .fail(refusal.problem)
            }
            self.refusal = nil
        }
        isFetching = true
        flight += 1
        return .fetch
    }

    /// The flight has landed. A refusal by the server is remembered, so that calls in a row do not lock the account.
    mutating func fetched(_ outcome: Result<Token, Problem>, now: MonotonicTime) {
        isFetching = false
        lastOutcome = outcome
        switch outcome {
        case .success(let token):
            self.token = token
            hasWorked = false
            suspects = []
            refusal = nil
        case .failure(let problem):
            if [.authFailed, .captcha, .ipBlocked, .permission].contains(problem.code) {
                refusal = (problem, now.adding(milliseconds: TokenState.refusalMilliseconds))
            }
        }
    }

    /// What those who waited for `flight` should take as their own outcome; nil: ask `next` again. A flight that ended with
    /// its pilot's own time says nothing about theirs.
    func outcome(of flight: UInt64) -> Problem? {
        guard flight == self.flight, !isFetching, case .failure(let problem) = lastOutcome else { return nil }
        return [.cancelled, .timeout, .rateLimit].contains(problem.code) ? nil : problem
    }

    func hasLanded(_ flight: UInt64) -> Bool { flight != self.flight || !isFetching }

    /// The server took the token of that generation on that route.
    mutating func accepted(_ generation: UInt64, route: String) {
        guard generation == self.generation else { return }
        hasWorked = true
        suspects = []
        stubborn[route] = nil
    }

    /// The server refused the token of that generation on that route. Returns whether another token may be had.
    ///
    /// A token is given up for good when that tells something about it: one that came from outside at its first refusal, one
    /// that worked before because it may have expired. One fresh from a sign-in, or one that cannot be replaced, is only given
    /// up when a second route refuses it too: a single route that answers 401 to everything must not lock out the others.
    mutating func refused(_ generation: UInt64, route: String, canRenew: Bool, now: MonotonicTime) -> Bool {
        guard generation == self.generation, let token else { return true }
        if hasWorked {
            if let until = stubborn[route], now < until { return false }
            if canRenew { return giveUp(token) }
        } else if token.source != .signIn {
            return giveUp(token)
        }
        suspects.insert(route)
        stubborn[route] = now.adding(milliseconds: TokenState.stubbornMilliseconds)
        guard suspects.count > 1 else { return false }
        // More sign-ins will not help for now.
        if token.source == .signIn, !hasWorked {
            refusal = (Problem(.authFailed, "a token fresh from the sign-in was refused", status: 401), now.adding(milliseconds: 60_000))
        }
        return giveUp(token)
    }

    private mutating func giveUp(_ token: Token) -> Bool {
        refusedHashes.insert(TokenState.hash(token.text))
        self.token = nil
        suspects = []
        generation += 1
        return true
    }

    func isRefused(_ token: String) -> Bool { refusedHashes.contains(TokenState.hash(token)) }

    private static func hash(_ token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }
}
