/// Sends one request once: permit, breaker, wire, redirects. What it means and whether to try again is decided above.
struct Transmission {
    /// Redirects followed for one request.
    static let redirectLimit = 10

    let session: Session
    let siteIndex: Int
    let context: ExchangeContext
    /// Notes the request with the effect, and no other that is sent on the way to it.
    var write: JournaledWrite?

    var siteName: String { session.sites[siteIndex].name }

    /// The way to another site of the same session.
    func to(site index: Int) -> Transmission { Transmission(session: session, siteIndex: index, context: context) }

    func send(_ request: OutgoingRequest) -> Result<HTTPAnswer, Problem> {
        var wire = request.rendered(
            connection: session.connection, proxy: session.proxy, boundary: Multipart.randomBoundary())
        if let traceparent = context.traceparent, HeaderRules.isValue(traceparent) {
            wire.headers.append(HTTPHeader(name: "traceparent", value: traceparent))
        }
        for _ in 0...Transmission.redirectLimit {
            switch sendOnce(wire, request.isWrite ? write : nil) {
            case .failure(let problem): return .failure(problem)
            case .success(let answer):
                if let jar = answer.cookies { wire.cookies = jar }
                switch request.redirects {
                case .leave: return .success(answer)
                case .followExceptToLogin where WebLinkRule.leadsToLogin(answer.redirectTarget): return .success(answer)
                case .follow, .followExceptToLogin: break
                }
                switch RedirectRule.next(answer, request: wire, base: request.base) {
                case .none: return .success(answer)
                case .follow(let url): wire.url = url
                case .refuse(let reason):
                    return .failure(Problem(.badAnswer, reason, mayHaveBeenSent: true, status: answer.status))
                }
            }
        }
        return .failure(Problem(.badAnswer, "more than \(Transmission.redirectLimit) redirects", mayHaveBeenSent: true))
    }

    private func sendOnce(_ wire: HTTPRequest, _ write: JournaledWrite?) -> Result<HTTPAnswer, Problem> {
        // An open circuit costs no permit; the one who waits in line may find it open afterwards.
        if case .refuse(let time) = admit(dryRun: true) { return .failure(circuitOpen(time)) }
        var permit: UInt64?
        if let limiter = session.limiter {
            switch limiter.acquire(deadline: context.deadline, cancellation: context.cancellation) {
            case .go(let id): permit = id
            case .cancelled(let reason): return .failure(Problem(.cancelled, "while waiting for a permit: \(reason)"))
            case .tooLate(let wait):
                return .failure(Problem(.rateLimit, "no permit before the deadline", retryAfterMilliseconds: wait))
            }
        }
        if let problem = write?.begin() {
            if let permit { session.limiter?.confirm(permit) }
            return .failure(problem)
        }
        let isProbe: Bool
        switch admit(dryRun: false) {
        case .go(let probe): isProbe = probe
        case .refuse(let time):
            if let permit { session.limiter?.confirm(permit) }
            return .failure(circuitOpen(time))
        }
        var isConfirmed = false
        let result = session.engine.perform(wire, deadline: context.deadline, cancellation: context.cancellation) { time in
            if let permit { session.limiter?.confirm(permit, at: time) }
            isConfirmed = true
        }
        if let permit, !isConfirmed { session.limiter?.confirm(permit) }
        report(result, isProbe)
        return result.mapError { Problem($0) }
    }

    private func admit(dryRun: Bool) -> CircuitBreaker.Decision {
        guard session.connection.hasCircuitBreaker else { return .go(isProbe: false) }
        return decide(dryRun: dryRun)
    }

    private func decide(dryRun: Bool) -> CircuitBreaker.Decision {
        session.state.update { state in
            var breaker = state[breaker: siteIndex]
            let decision = breaker.admit(now: .now)
            if !dryRun, breaker != state[breaker: siteIndex] { state[breaker: siteIndex] = breaker }
            return decision
        }
    }

    private func circuitOpen(_ time: MonotonicTime) -> Problem {
        Problem(.circuitOpen, "paused after repeated failures", retryAfterMilliseconds: max(1000, time.remainingMilliseconds))
    }

    /// Tells the breaker how the host is.
    private func report(_ result: Result<HTTPAnswer, TransportFailure>, _ isProbe: Bool) {
        guard session.connection.hasCircuitBreaker else { return }
        let hasOpened: Bool = session.state.update { state in
            var breaker = state[breaker: siteIndex]
            var hasOpened = false
            switch result {
            case .success(let answer):
                if answer.status >= 500 { hasOpened = breaker.failed(wasProbe: isProbe, now: .now) } else { breaker.succeeded() }
            case .failure(let failure):
                switch failure.kind {
                case .cancelled, .refused, .tooLarge: breaker.inconclusive(wasProbe: isProbe, now: .now)
                default: hasOpened = breaker.failed(wasProbe: isProbe, now: .now)
                }
            }
            if breaker != state[breaker: siteIndex] { state[breaker: siteIndex] = breaker }
            return hasOpened
        }
        if hasOpened { session.log.write(.warning, "session \(session.name): \(session.bases[siteIndex].origin) keeps failing, requests are paused") }
    }
}
