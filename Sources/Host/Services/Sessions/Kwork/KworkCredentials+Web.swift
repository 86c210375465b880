/// The web site's side of the credentials.
extension KworkCredentials {
    /// Logs in if need be and adds cookies and form keys; the site sees neither the client credential nor the token.
    func authorizeWeb(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem> {
        request.headers.removeAll { $0.name.lowercased() == "authorization" }
        request.redirects = request.method == .get || request.method == .head ? .followExceptToLogin : .leave
        guard !isAnonymous else { return .success(.fixed) }
        let api = way.to(site: 0)
        for _ in 0..<4 {
            let generation: UInt64
            switch verifiedToken(effect: request.effect, api) {
            case .failure(let problem): return .failure(problem)
            case .success(let found): generation = found.1
            }
            let ticket = web.ticket(generation: generation, way: way) { landingPage in
                ask("getWebAuthToken", [HTTPHeader(name: "url_to_redirect", value: landingPage)], api)
            }
            switch ticket {
            case .failure(let problem): return .failure(problem)
            case .success(nil): continue
            case .success(let ticket?):
                guard let complete = WebHeaders.complete(request, ticket: ticket, now: .now) else {
                    return .failure(Problem(.csrf, "neither cookies nor the last page hold a form key", message:
                        "Сайт Kwork не дал ключ формы (CSRF), поэтому запрос не отправлен. Ничего не изменилось; попробуйте ещё раз."))
                }
                request = complete
                return .success(.web(serial: ticket.serial))
            }
        }
        return .failure(Problem(.authFailed, "the token changed again and again"))
    }

    func webProblem(_ answer: HTTPAnswer, _ request: OutgoingRequest) -> Problem? {
        guard var problem = WebAnswer.problem(answer, method: request.method, effect: request.effect, now: .now) else { return nil }
        problem.message = problem.message.map(redaction.redact)
        problem.said = problem.said.map(redaction.redact)
        return problem
    }
}
