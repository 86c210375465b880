/// What the session asks the API on its own behalf, before a request of a tool may go.
extension KworkCredentials {
    /// A token that may be used for a request of that effect, and its generation.
    func verifiedToken(effect: SessionRequest.Effect, _ way: Transmission) -> Result<(String, UInt64), Problem> {
        for _ in 0..<4 {
            let found: (String, UInt64)
            switch token(way) {
            case .failure(let problem): return .failure(problem)
            case .success(let token): found = token
            }
            guard effect != .read else { return .success(found) }
            switch identity.verified(generation: found.1, context: way.context, actor: { ask("actor", [], way) }) {
            case .failure(let problem): return .failure(problem)
            case .success(found.1): return .success(found)
            case .success: continue
            }
        }
        return .failure(Problem(.authFailed, "the token changed again and again"))
    }

    /// Asks a route of the API on the session's own behalf, as any read: with renewal and a few attempts.
    func ask(_ route: String, _ query: [HTTPHeader], _ way: Transmission) -> Result<(JSONObject, UInt64), Problem> {
        var plan = RetryPlan(isWrite: false)
        while true {
            let found: (String, UInt64)
            switch token(way) {
            case .failure(let problem): return .failure(problem)
            case .success(let token): found = token
            }
            let mark = CredentialMark.token(generation: found.1)
            var problem: Problem
            switch askOnce(route, query, token: found.0, way) {
            case .success(let envelope):
                accepted(mark, route: route)
                if route == "actor", let account = AccountPin.Account(actor: envelope["response"]) {
                    record(of: found.0).identified(found.0, id: account.id, username: account.username)
                }
                return .success((envelope, found.1))
            case .failure(let failure): problem = failure
            }
            problem.mayHaveBeenSent = false
            problem.message = problem.message.map(redaction.redact)
            problem.said = problem.said.map(redaction.redact)
            if problem.status != nil, let wait = problem.retryAfterMilliseconds { way.session.limiter?.close(forMilliseconds: wait) }
            let canRenew = problem.asksForRenewal && refused(mark, route: route)
            switch plan.next(
                after: problem, canRenew: canRenew, jitter: Double.random(in: 0...1),
                remainingMilliseconds: way.context.deadline.remainingMilliseconds)
            {
            case .renewCredentials: continue
            case .again(let pause):
                guard way.context.cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: pause)) else {
                    return .failure(Problem(.cancelled, "while waiting to ask \(route) again"))
                }
            case .giveUp:
                log.write(.info, "session \(way.session.name): \(route): \(problem.code.rawValue), \(problem.detail)")
                return .failure(problem)
            }
        }
    }

    private func askOnce(_ route: String, _ query: [HTTPHeader], token: String, _ way: Transmission) -> Result<JSONObject, Problem> {
        let connection = way.session.connection
        var request = OutgoingRequest(
            base: way.session.bases[way.siteIndex], method: .post, path: route, query: query, headers: [KworkCredentials.client],
            timeoutMilliseconds: connection.timeoutMilliseconds, maximumBytes: connection.maximumBytes)
        KworkRoute.add(token: token, to: &request)
        return way.send(request).flatMap { answer in
            if let problem = StatusClassifier.problem(answer, now: .now) { return .failure(KworkEnvelope.refine(problem, answer: answer)) }
            return KworkEnvelope.read(answer, path: route)
        }
    }
}
