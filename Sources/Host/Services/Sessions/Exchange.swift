/// One request of a tool from admission to a guarded result: credentials, attempts, waiting, wording.
struct Exchange {
    let session: Session
    let request: SessionRequest
    let call: ToolCall

    /// What the caller gets.
    enum Outcome: Sendable {
        case answer(HTTPAnswer)
        case failed(Failure)
        /// The call was stopped; the failure says what is known, for a write that may have happened.
        case cancelled(Failure)
    }

    func run() -> Outcome {
        guard let siteIndex = session.siteIndex(request.site) else {
            return finish(Problem(.invalidRequest, "", message:
                "The session \(session.name) has no site \"\(request.site)\", only \(session.sites.map(\.name).joined(separator: ", "))."))
        }
        let write = JournaledWrite(request, session: session, siteIndex: siteIndex, call: call)
        var plan = RetryPlan(isWrite: request.effect == .write, retries: session.connection.retries)
        while true {
            let context = self.context
            var mark = CredentialMark.fixed
            let result = attempt(siteIndex, context, &mark, write)
            write?.settle(result)
            let problem: Problem
            switch result {
            case .success(let answer): return .answer(answer)
            case .failure(let found): problem = found
            }
            if problem.code == .rateLimit || problem.status == 503 || problem.status == 429, let wait = problem.retryAfterMilliseconds, problem.status != nil {
                session.limiter?.close(forMilliseconds: wait)
            }
            var canRenew = mark != .fixed
            if problem.asksForRenewal { canRenew = canRenew && session.credentials.refused(mark, route: request.path) }
            let next = plan.next(
                after: problem, canRenew: canRenew, jitter: Double.random(in: 0...1),
                remainingMilliseconds: context.deadline.remainingMilliseconds)
            log(problem, next)
            switch next {
            case .giveUp: return finish(problem)
            case .renewCredentials: continue
            case .again(let pause):
                guard call.cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: pause)) else {
                    return finish(Problem(.cancelled, "while waiting to try again"))
                }
            }
        }
    }

    /// A little earlier than the call's own deadline, so that what is known about a write still reaches the client.
    private var context: ExchangeContext {
        let reserve: Int64 = call.deadline.remainingMilliseconds > 2_000 ? 200 : 0
        return ExchangeContext(
            deadline: call.deadline == .distantFuture ? .distantFuture : call.deadline.adding(milliseconds: -reserve),
            cancellation: call.cancellation, traceparent: call.trace.traceparent)
    }

    private func attempt(
        _ siteIndex: Int, _ context: ExchangeContext, _ mark: inout CredentialMark, _ write: JournaledWrite?
    ) -> Result<HTTPAnswer, Problem> {
        let site = session.sites[siteIndex].name
        let way = Transmission(session: session, siteIndex: siteIndex, context: context, write: write)
        var outgoing = OutgoingRequest(
            base: session.bases[siteIndex], method: HTTPRequest.Method(rawValue: request.method) ?? .get, path: request.path,
            query: request.query, headers: request.headers, body: request.body,
            timeoutMilliseconds: request.timeoutMilliseconds ?? session.connection.timeoutMilliseconds,
            maximumBytes: min(request.maximumBytes ?? .max, session.connection.maximumBytes), effect: request.effect)
        switch session.credentials.authorize(&outgoing, isAnonymous: request.isAnonymous, way: way) {
        case .failure(let problem): return .failure(problem)
        case .success(let used): mark = used
        }
        switch way.send(outgoing) {
        case .failure(let problem): return .failure(problem)
        case .success(let raw):
            let answer = session.credentials.received(raw, to: outgoing, site: site)
            if let problem = StatusClassifier.problem(answer, now: .now),
                let refined = session.credentials.refine(problem, answer: answer, to: outgoing, site: site)
            {
                let mustAct = refined.asksForRenewal && mark != .fixed || refined.code == .rateLimit || refined.code == .outcomeUnknown
                return request.acceptsAnyStatus && !mustAct ? .success(answer) : .failure(refined)
            }
            if !request.acceptsAnyStatus, let problem = session.credentials.problem(in: answer, to: outgoing, site: site) {
                if problem.provesLogin { session.credentials.accepted(mark, route: request.path) }
                return .failure(problem)
            }
            session.credentials.accepted(mark, route: request.path)
            return .success(answer)
        }
    }

    private func finish(_ problem: Problem) -> Outcome {
        let wording = session.credentials.wording
        var failure = Guard.failure(
            problem, isWrite: request.effect == .write, subject: session.name, checkWith: request.checkWith, wording: wording)
        if request.effect == .preparation { failure.message += " " + wording.preparationNote }
        return problem.code == .cancelled ? .cancelled(failure) : .failed(failure)
    }

    private func log(_ problem: Problem, _ next: RetryPlan.Next) {
        let isLast = next == .giveUp
        session.log.write(isLast ? .warning : .info,
            "session \(session.name): \(request.method) \(request.path): \(problem.code.rawValue)"
                + (problem.status.map { ", HTTP \($0)" } ?? "") + (problem.detail.isEmpty ? "" : ", \(problem.detail)")
                + (isLast ? "" : "; trying again"))
    }
}
