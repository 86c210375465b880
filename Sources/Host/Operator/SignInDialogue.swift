/// A sign-in on behalf of a person: one try, and one more for each thing that Kwork asks for and the person gives.
struct SignInDialogue {
    let session: Session
    let configuration: KworkSessionConfiguration
    let login: String
    let password: String
    /// nil: nobody can be asked.
    let terminal: PersonTerminal?
    let cancellation: Cancellation

    /// The token, or nil after the reason was told.
    func run() -> KworkSignIn.NewToken? {
        var digits = configuration.phoneLast
        var captcha: KworkSignIn.SolvedCaptcha?
        var hasAskedForDigits = false
        while true {
            let signIn = KworkSignIn(login: login, password: password, phoneLast: digits, captcha: captcha, state: session.state)
            let attempt = signIn.tryOnce(way, connection: session.connection, redaction: .shared)
            let problem: Problem
            switch attempt.result {
            case .success(let token): return token
            case .failure(let failure): problem = failure
            }
            if let said = attempt.said { tell("Kwork says: \(TerminalText.printable(said))") }
            if problem.code == .captcha, captcha == nil, let terminal {
                guard let response = SignInDialogue.askForCaptcha(terminal, page: configuration.web + "captcha_only") else {
                    tell("No captcha was solved. Nothing was stored.")
                    return nil
                }
                Redaction.shared.register(response)
                captcha = .init(response: response, pass: attempt.captchaPass)
            } else if problem.code == .authFailed, !hasAskedForDigits, let terminal, SignInDialogue.asksForPhone(attempt.said) {
                hasAskedForDigits = true
                guard let typed = SignInDialogue.askForDigits(terminal) else {
                    tell("No digits were given. Nothing was stored.")
                    return nil
                }
                Redaction.shared.register(typed)
                digits = typed
                // It was good for one try.
                captcha = nil
            } else {
                tell(SignInDialogue.advice(problem, said: attempt.said, digits: digits, hasTerminal: terminal != nil))
                return nil
            }
        }
    }

    /// Whose token it is, or nil after the reason was told. Asked a few times: it costs nothing and the token is at stake.
    func account(of token: String) -> JSON? {
        var plan = RetryPlan(isWrite: false)
        while true {
            switch actor(token) {
            case .success(let answer): return answer
            case .failure(let problem):
                if case .again(let pause) = plan.next(
                    after: problem, canRenew: false, jitter: 0.5, remainingMilliseconds: way.context.deadline.remainingMilliseconds),
                    cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: pause))
                {
                    continue
                }
                tell("The sign-in worked, but Kwork does not say whose account it is: \(SignInDialogue.sentence(problem)) Nothing was stored.")
                return nil
            }
        }
    }

    private func actor(_ token: String) -> Result<JSON, Problem> {
        let connection = session.connection
        var request = OutgoingRequest(
            base: session.bases[0], method: .post, path: "actor", timeoutMilliseconds: connection.timeoutMilliseconds,
            maximumBytes: connection.maximumBytes)
        let way = way
        // Anonymous, since the session has not been given this token yet.
        if case .failure(let problem) = session.credentials.authorize(&request, isAnonymous: true, way: way) { return .failure(problem) }
        KworkRoute.add(token: token, to: &request)
        return way.send(request).flatMap { answer in
            if let problem = StatusClassifier.problem(answer, now: .now) { return .failure(KworkEnvelope.refine(problem, answer: answer)) }
            return KworkEnvelope.read(answer, path: "actor").flatMap { envelope in
                envelope["response"].map { .success($0) } ?? .failure(Problem(.badAnswer, "actor without response"))
            }
        }
    }

    private var way: Transmission {
        let deadline = MonotonicTime.now.adding(milliseconds: max(60_000, session.connection.timeoutMilliseconds))
        return Transmission(session: session, siteIndex: 0, context: ExchangeContext(deadline: deadline, cancellation: cancellation))
    }

    private func tell(_ text: String) { if let terminal { terminal.say(text) } else { Operator.complain(text) } }
}

extension SignInDialogue {
    static func asksForPhone(_ said: String?) -> Bool {
        guard let said = said?.lowercased() else { return false }
        return said.contains("телефон") || said.contains("phone")
    }

    private static func askForDigits(_ terminal: PersonTerminal) -> String? {
        for _ in 0..<3 {
            guard let typed = terminal.askHidden("Last four digits of the account's phone (not shown): "), !typed.isEmpty else { return nil }
            let digits = Text.trimmed(typed)
            if digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return digits }
            terminal.say("Four digits are needed. Nothing was sent.")
        }
        return nil
    }

    private static func askForCaptcha(_ terminal: PersonTerminal, page: String) -> String? {
        terminal.say("""
            Kwork wants a person to solve a captcha first (Kwork просит подтвердить, что вы не робот):
              1. Open \(page) in a browser, best through the same network or proxy as this program.
              2. Solve it. The address of the page then ends with #response= and a long text.
              3. Copy the whole address, or what comes after #response=, and paste it here. Empty gives up.
            """)
        return terminal.askHidden("Address or response (not shown): ").flatMap(response)
    }

    /// What a pasted address or text holds; nil when that cannot be a response.
    static func response(_ pasted: String) -> String? {
        var text = Text.trimmed(pasted)[...]
        if let start = text.range(of: "response=") {
            text = text[start...]
            text = text.prefix { $0 != "&" && $0 != "#" }
        }
        let isResponse = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !text.contains("://")
        return isResponse ? String(text) : nil
    }

    /// - Parameter digits: those of the phone, as they were sent.
    static func advice(_ problem: Problem, said: String?, digits: String?, hasTerminal: Bool) -> String {
        switch problem.code {
        case .authFailed where asksForPhone(said):
            return digits == nil
                ? "Kwork wants the last four digits of the account's phone: give the session phone_last, or run this command on a terminal. Nothing was stored."
                : "Kwork did not take these last digits of the phone; login and password are not what it complains about. Nothing was stored. That was "
                    + "one attempt, and it is not repeated: too many in a row may lock the account."
        case .authFailed:
            return "Kwork did not take this login and password. Nothing was stored. That was one attempt, and it is not repeated: too many in a "
                + "row may lock the account."
        case .captcha:
            return hasTerminal
                ? "Kwork wants a captcha again. Nothing was stored. Sign in at the web site in a browser first, or use a proxy, and try later."
                : "Kwork wants a captcha, which takes a person: run this command on a terminal. Nothing was stored."
        case .cancelled: return "Stopped. Nothing was stored."
        default: return sentence(problem) + " Nothing was stored."
        }
    }

    private static func sentence(_ problem: Problem) -> String {
        EnglishWording().message(
            problem.code,
            FailureContext(subject: "Kwork", status: problem.status, retryAfterMilliseconds: problem.retryAfterMilliseconds))
    }
}

extension Substring {
    /// Where the text behind the last occurrence of `part` begins.
    fileprivate func range(of part: String) -> Index? {
        var start = startIndex
        var found: Index?
        while start < endIndex {
            if self[start...].hasPrefix(part) { found = index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return found
    }
}
