import Testing
@testable import Host

@Suite struct KworkEnvelopeTests {
    func problem(
        _ body: String, path: String = "actor", type: String = "application/json; charset=utf-8", isWrite: Bool = false
    ) -> Problem? {
        let answer = HTTPAnswer(status: 200, headers: [HTTPHeader(name: "content-type", value: type)], body: Array(body.utf8))
        if case .failure(let problem) = KworkEnvelope.read(answer, path: path, isWrite: isWrite) { return problem }
        return nil
    }

    @Test func onlyTrueIsSuccess() {
        #expect(problem(#"{"success": true, "response": null}"#) == nil)
        for body in [#"{"success": 1}"#, #"{"success": "true"}"#, #"{"response": {}}"#, "{}", "[]", "null", "", "{"] {
            #expect(problem(body)?.code == .badAnswer, "\(body)")
        }
        #expect(problem(#"{"success": true}"#, type: "text/html")?.code == .badAnswer)
        #expect(problem(#"{"success": false}"#)?.code == .apiError)
    }

    @Test func brokenCharactersDoNotSpoilAnAnswer() {
        var body = Array(#"{"success": true, "response": "a"#.utf8)
        body += [0xD0] + Array(#""}"#.utf8)
        let answer = HTTPAnswer(status: 200, headers: [HTTPHeader(name: "content-type", value: "application/json")], body: body)
        guard case .success = KworkEnvelope.read(answer, path: "actor") else { return #expect(Bool(false), "it should pass") }
    }

    @Test func theExchangeSummaryMayBeBare() {
        #expect(problem(#"{"archived_count": 1}"#, path: "exchangeInfo") == nil)
        #expect(problem(#"{"archived_count": 1}"#, path: "/exchangeInfo") == nil)
        #expect(problem(#"{"archived_count": 1}"#, path: "actor")?.code == .badAnswer)
        #expect(problem("{}", path: "exchangeInfo")?.code == .badAnswer)
        #expect(problem(#"{"success": false, "error": "Токен устарел"}"#, path: "exchangeInfo")?.code == .authFailed)
    }

    @Test(arguments: [
        (#"{"success": false, "error_code": 118, "error": "что угодно"}"#, FailureCode.captcha),
        (#"{"success": false, "error": "Докажите, что вы не робот"}"#, .captcha),
        (#"{"success": false, "error": "Неверный токен"}"#, .authFailed),
        (#"{"success": false, "error": "Необходимо авторизоваться"}"#, .authFailed),
        (#"{"success": false, "error": "Слишком много запросов"}"#, .rateLimit),
        (#"{"success": false, "error": "Сервис недоступен, повторите попытку позже"}"#, .upstreamUnavailable),
        (#"{"success": false, "error": "Недостаточно коннектов"}"#, .insufficientConnects),
        (#"{"success": false, "error": "Проект закрыт"}"#, .closedProject),
        (#"{"success": false, "error": "Вы уже отправили предложение"}"#, .duplicate),
        (#"{"success": false, "error": "Ваш IP заблокирован"}"#, .ipBlocked),
        (#"{"success": false, "error": "Действие недоступно"}"#, .permission),
        (#"{"success": false, "message": "Пользователь не найден"}"#, .notFound),
        (#"{"success": false, "error": "Странное дело"}"#, .apiError),
        (#"{"success": false, "response": "captcha", "error": "Странное дело"}"#, .apiError),
    ])
    func refusalsAreTold(_ body: String, _ code: FailureCode) { #expect(problem(body)?.code == code) }

    @Test(arguments: [
        "Сервис недоступен", "Сервер недоступен", "Внутренняя ошибка сервера", "Превышено время ожидания", "Internal server error",
    ])
    func aServiceThatIsDownForbidsNothing(_ text: String) {
        #expect(problem(#"{"success": false, "error": "\#(text)"}"#)?.code == .upstreamUnavailable)
        let write = problem(#"{"success": false, "error": "\#(text)"}"#, isWrite: true)
        #expect(write?.leavesOutcomeOpen == true, "it may have broken down after the effect")
    }

    @Test(arguments: [
        #"{"success": false, "error": "Что-то пошло не так"}"#, #"{"success": false}"#, #"{"success": false, "error": null}"#,
        #"{"success": false, "error": {"message": "boom"}}"#, #"{"success": false, "errors": ["a"]}"#, #"{"success": false, "response": {"id": 5}}"#,
    ])
    func onlyAClearRefusalOfAWriteIsKnown(_ body: String) throws {
        #expect(problem(body)?.code == .apiError)
        let found = try #require(problem(body, isWrite: true))
        #expect(found.code == .outcomeUnknown && found.leavesOutcomeOpen && !found.asksForRenewal)
        let failure = Guard.failure(found, isWrite: true, subject: "kwork", checkWith: "get_dialog (user_id=5)", wording: RussianWording())
        #expect(failure.code == "outcome_unknown" && failure.retry == .outcomeUnknown && failure.message.contains("get_dialog (user_id=5)"))
        #expect(failure.message.contains("Kwork сообщает: «Что-то пошло не так».") == body.contains("пошло"))
    }

    @Test(arguments: [
        ("Заказ уже закрыт", FailureCode.closedProject), ("Вы не можете писать этому пользователю", .permission), ("Введите текст сообщения", .apiError),
        ("Слишком часто", .rateLimit), ("Заказ не найден", .notFound), ("Недостаточно коннектов", .insufficientConnects),
    ])
    func aClearRefusalOfAWriteIsKnown(_ text: String, _ code: FailureCode) throws {
        let found = try #require(problem(#"{"success": false, "error": "\#(text)"}"#, isWrite: true))
        #expect(found.code == code && !found.leavesOutcomeOpen)
    }

    @Test func whatKworkSaysIsNotLostBehindOurWords() throws {
        var found = try #require(problem(#"{"success": false, "error": "Диалог\u202e закрыт"}"#))
        found.status = 200
        let message = Guard.failure(found, isWrite: false, subject: "kwork", wording: RussianWording()).message
        #expect(message == "На Kwork это уже закрыто. Kwork сообщает: «Диалог закрыт».")
    }

    @Test func noAnswerStopsEverythingForADay() {
        #expect(problem(#"{"success": false, "error": "Слишком часто", "retry_after": 86400}"#)?.retryAfterMilliseconds == 900_000)
        #expect(problem(#"{"success": false, "error": "Слишком часто", "retryAfter": "5"}"#)?.retryAfterMilliseconds == 5000)
    }

    @Test func anUnknownRefusalIsQuotedButNotAtLength() {
        let text = problem(#"{"success": false, "error": "\#(String(repeating: "щ", count: 500))\u0007"}"#)?.message ?? ""
        #expect(text.hasPrefix("Kwork отклонил запрос: «щщ") && text.count < 260 && !text.contains("\u{7}"))
    }

    @Test(arguments: [
        (403, #"{"success": false, "error_code": 118}"#, FailureCode.captcha), (403, "{}", .permission),
        (403, #"{"error": "Ваш IP-адрес заблокирован"}"#, .ipBlocked), (404, "{}", .notFound), (409, "{}", .duplicate),
        (500, #"{"error": "Проект закрыт"}"#, .upstreamUnavailable), (429, #"{"error": "Проект закрыт"}"#, .rateLimit),
        (401, #"{"error": "captcha"}"#, .authFailed), (422, #"{"error": "Неверная сумма"}"#, .apiError),
        (422, #"{"error": "Заказ не найден"}"#, .notFound),
    ])
    func statusesComeBeforeTexts(_ status: Int, _ body: String, _ code: FailureCode) throws {
        let answer = HTTPAnswer(status: status, headers: [HTTPHeader(name: "content-type", value: "application/json")], body: Array(body.utf8))
        let plain = try #require(StatusClassifier.problem(answer, now: .now))
        #expect(KworkEnvelope.refine(plain, answer: answer).code == code)
    }

    @Test func theTokenGoesLastAndOnlyWhereItBelongs() throws {
        let base = try #require(BaseAddress("https://api.example/"))
        var request = OutgoingRequest(
            base: base, method: .post, path: "projects", query: [HTTPHeader(name: "page", value: "1")], timeoutMilliseconds: 1, maximumBytes: 1)
        KworkRoute.add(token: "t", to: &request)
        #expect(request.query.map(\.name) == ["page", "token"])
        var summary = OutgoingRequest(base: base, method: .post, path: "/exchangeInfo", timeoutMilliseconds: 1, maximumBytes: 1)
        KworkRoute.add(token: "t", to: &summary)
        #expect(summary.query.isEmpty)
        #expect(summary.rendered(connection: SessionConnection(), proxy: nil, boundary: "").body == Array("token=t".utf8))
    }
}

@Suite struct TokenStateTests {
    func token(_ text: String, _ source: TokenState.Source = .signIn) -> TokenState.Token { .init(text: text, source: source) }
    let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test func oneFetchesTheOthersWait() {
        var state = TokenState()
        #expect(state.next(now: now) == .fetch)
        #expect(state.next(now: now) == .wait(flight: 1))
        state.fetched(.success(token("a")), now: now)
        #expect(state.hasLanded(1))
        #expect(state.next(now: now) == .use(token("a"), generation: 1))
    }

    @Test func aRefusalCountsOnceHoweverManyMeetIt() {
        var state = TokenState()
        _ = state.next(now: now)
        state.fetched(.success(token("a", .file)), now: now)
        for _ in 0..<3 {
            let answer1 = state.refused(1, route: "actor", canRenew: true, now: now)
            #expect(answer1)
        }
        #expect(state.generation == 2)
        #expect(state.isRefused("a") && !state.isRefused("b"))
        #expect(state.next(now: now) == .fetch)
        state.fetched(.success(token("b")), now: now)
        let answer2 = state.refused(1, route: "actor", canRenew: true, now: now)
        #expect(answer2)
        #expect(state.next(now: now) == .use(token("b"), generation: 2), "a late refusal of the old token changes nothing")
    }

    @Test func aFailedSignInIsSharedAndRemembered() {
        var state = TokenState()
        _ = state.next(now: now)
        let problem = Problem(.authFailed, "wrong password")
        state.fetched(.failure(problem), now: now)
        #expect(state.outcome(of: 1) == problem)
        #expect(state.next(now: now.adding(milliseconds: 1_000)) == .fail(problem))
        #expect(state.next(now: now.adding(milliseconds: TokenState.refusalMilliseconds)) == .fetch)
    }

    @Test func aFlightThatEndedForItsOwnReasonsIsNobodyElses() {
        var state = TokenState()
        _ = state.next(now: now)
        state.fetched(.failure(Problem(.cancelled, "")), now: now)
        #expect(state.outcome(of: 1) == nil)
        #expect(state.next(now: now) == .fetch)
    }

    private func signedIn() -> TokenState {
        var state = TokenState()
        _ = state.next(now: now)
        state.fetched(.success(token("a")), now: now)
        return state
    }

    @Test func aFreshTokenThatTwoRoutesRefuseStopsTheSignIns() {
        var state = signedIn()
        let answer1 = state.refused(1, route: "actor", canRenew: true, now: now)
        #expect(!answer1)
        #expect(state.next(now: now) == .use(token("a"), generation: 1), "one route alone says nothing about the token")
        let answer2 = state.refused(1, route: "offers", canRenew: true, now: now)
        #expect(answer2)
        guard case .fail(let problem) = state.next(now: now) else { return #expect(Bool(false), "no second sign-in at once") }
        #expect(problem.code == .authFailed)
    }

    @Test func oneRouteThatRefusesEveryTokenLocksNobodyOut() {
        var state = signedIn()
        for _ in 0..<3 {
            let answer1 = state.refused(1, route: "broken", canRenew: true, now: now)
            #expect(!answer1)
        }
        state.accepted(1, route: "actor")
        for _ in 0..<3 {
            let answer2 = state.refused(1, route: "broken", canRenew: true, now: now)
            #expect(!answer2)
        }
        #expect(state.next(now: now) == .use(token("a"), generation: 1))
        let later = now.adding(milliseconds: TokenState.stubbornMilliseconds)
        let answer3 = state.refused(1, route: "broken", canRenew: true, now: later)
        #expect(answer3, "it may have been the token after all")
        #expect(state.next(now: later) == .fetch)
    }

    @Test func aTokenThatWorkedAndIsRefusedIsRenewed() {
        var state = signedIn()
        state.accepted(1, route: "actor")
        let answer = state.refused(1, route: "actor", canRenew: true, now: now)
        #expect(answer)
        #expect(state.next(now: now) == .fetch)
    }

    @Test func aTokenThatCannotBeReplacedIsGivenUpWhenASecondRouteRefusesIt() {
        var state = TokenState()
        _ = state.next(now: now)
        state.fetched(.success(token("a", .configuration)), now: now)
        state.accepted(1, route: "actor")
        let answer1 = state.refused(1, route: "broken", canRenew: false, now: now)
        #expect(!answer1)
        #expect(state.next(now: now) == .use(token("a", .configuration), generation: 1))
        let answer2 = state.refused(1, route: "actor", canRenew: false, now: now)
        #expect(answer2)
        #expect(state.isRefused("a"))
    }
}
