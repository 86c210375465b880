import KworkSandbox
import Testing
@testable import Host

private typealias Part = SessionRequest.Part

extension SessionRequest {
    static func page(_ path: String, _ query: [HTTPHeader] = []) -> SessionRequest {
        var request = SessionRequest(session: "service", effect: .read, method: "GET", path: path)
        request.site = "web"
        request.query = query
        return request
    }

    static func script(_ path: String, accept: String? = nil, project: Int64 = Offer.project, body: Body) -> SessionRequest {
        var request = SessionRequest(session: "service", effect: .write, method: "POST", path: path)
        request.site = "web"
        request.headers = [HTTPHeader(name: "Referer", value: "/new_offer?project=\(project)")]
        if let accept { request.headers.append(HTTPHeader(name: "Accept", value: accept)) }
        request.body = body
        request.checkWith = "check_my_offer"
        return request
    }
}

/// The requests of one offer, as a bundle sends them.
enum Offer {
    static let project: Int64 = 3_010_126
    static let text = String(repeating: "Сделаю аккуратно и в срок. ", count: 8)

    static var page: SessionRequest { .page("new_offer", [HTTPHeader(name: "project", value: "\(project)")]) }
    static var help: SessionRequest {
        .script("quick-faq/init", body: .bytes(Array(#"{"page":"new_offer"}"#.utf8), contentType: "application/json"))
    }
    static var draft: SessionRequest {
        .script("wants/create_offer_draft", accept: "*/*", body: parts([("csrftoken", ""), ("projectId", "\(project)"), ("message", ""), ("draftKey", "abcdefgh")]))
    }
    static var check: SessionRequest {
        .script("projects/check_is_template", body: .bytes(
            Array(#"{"description":"\#(text)","wantid":\#(project)}"#.utf8), contentType: "application/json"))
    }
    static var create: SessionRequest {
        var request = SessionRequest.script("api/offer/createoffer", body: parts([
            ("wantId", "\(project)"), ("offerType", "custom"), ("description", text), ("kwork_duration", "5"), ("kwork_price", "16000"),
            ("kwork_name", "Аккуратная работа"),
        ]))
        request.query = [HTTPHeader(name: "wantId", value: "\(project)"), HTTPHeader(name: "offerType", value: "custom")]
        return request
    }

    private static func parts(_ fields: [(String, String)]) -> SessionRequest.Body {
        .multipart(fields.map { Part(name: $0.0, fileName: "", contentType: "", data: Array($0.1.utf8)) })
    }
}

extension KworkFixture {
    var webRequests: [HostJSON] {
        (control(.get, "requests")["requests"]?.array ?? []).filter { $0["host"]?.string == "web" }
    }
    func settings(_ text: String) { control(.post, "settings", text) }
    func fault(_ text: String) { control(.post, "faults", text) }
    /// A session that has opened the page of a new offer.
    func opened() -> SessionRegistry {
        settings(#"{"draft_key": "nowhere"}"#)
        let registry = registry()
        #expect(registry.ask(Offer.page).answer?.status == 200)
        #expect(registry.change(Offer.help).answer?.status == 200)
        return registry
    }

    var offerCount: Int { registry().read("offers").answer.flatMap { (try? HostJSON(parsing: $0.body))?["paging"]?["total"]?.integer }.map(Int.init) ?? -1 }
}

extension SessionRegistry {
    func ask(_ request: SessionRequest) -> Exchange.Outcome { send(request, for: CallFixture.call()) }
    func change(_ request: SessionRequest) -> Exchange.Outcome { send(request, for: CallFixture.writing) }
}

/// The web site of a Kwork session against the sandbox.
@Suite struct KworkWebTests {
    @Test func aPageLogsInByItself() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            let page = registry.ask(Offer.page)
            #expect(page.answer?.status == 200 && page.text?.contains("new-offer") == true)
            #expect(kwork.webRequests.compactMap { $0["path"]?.string } == ["/login-by-token", "/projects", "/new_offer"])
            #expect(registry.ask(Offer.page).answer != nil)
            #expect(kwork.webRequests.count == 4, "the second page needs no login")
            #expect(kwork.violations.isEmpty)
        }
    }

    @Test func manyWhoNeedItLogInOnce() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            #expect(together(8) { _ in registry.ask(Offer.page).answer?.status } == Array(repeating: 200, count: 8))
            #expect(kwork.requests("getWebAuthToken").count == 1 && kwork.requests("login-by-token").count == 1)
        }
    }

    @Test(arguments: ["everywhere", "cookies", "three-cookies", "xsrf-cookie", "page", "hidden-field"])
    func anOfferGoesThroughWhereverTheFormKeyStands(_ place: String) async throws {
        try await withKwork { kwork in
            kwork.settings(#"{"csrf": "\#(place)"}"#)
            let before = kwork.offerCount
            let registry = kwork.opened()
            for step in [Offer.draft, Offer.check, Offer.create] {
                let outcome = registry.change(step)
                #expect(outcome.answer != nil, "\(step.path): \(outcome)")
            }
            #expect(kwork.violations.map { $0["violation_message"]?.string ?? "" } == [])
            #expect(kwork.offerCount == before + 1)
        }
    }

    @Test func withoutAFormKeyNothingIsSent() async throws {
        try await withKwork { kwork in
            kwork.settings(#"{"csrf": "nowhere"}"#)
            let registry = kwork.registry()
            #expect(registry.ask(Offer.page).answer != nil)
            #expect(registry.change(Offer.draft).failure?.code == "csrf")
            #expect(kwork.requests("wants/create_offer_draft").isEmpty)
        }
    }

    @Test(arguments: ["redirect", "401", "csrf"])
    func aLostSessionIsRenewedForReadsAndPreparations(_ answer: String) async throws {
        try await withKwork { kwork in
            let registry = kwork.opened()
            kwork.fault(#"{"route": "web:/wants/create_offer_draft", "kind": "session-lost", "answer": "\#(answer)"}"#)
            #expect(registry.change(Offer.draft).answer != nil)
            #expect(kwork.requests("login-by-token").count == 2 && kwork.requests("wants/create_offer_draft").count == 2)
            kwork.control(.post, "end-web-sessions")
            #expect(registry.ask(Offer.page).answer?.status == 200)
            #expect(kwork.requests("login-by-token").count == 3)
            #expect(kwork.requests("login").isEmpty, "the login page itself is never fetched")
        }
    }

    @Test(arguments: [("redirect", "auth_failed"), ("401", "auth_failed"), ("csrf", "csrf")])
    func aSessionThatIsLostEachTimeIsRenewedOnce(_ answer: String, _ code: String) async throws {
        try await withKwork { kwork in
            let registry = kwork.opened()
            kwork.fault(#"{"route": "web:/wants/create_offer_draft", "kind": "session-lost", "answer": "\#(answer)", "times": "always"}"#)
            let failure = registry.change(Offer.draft).failure
            #expect(failure?.code == code && failure?.message.contains("ничего не создано") == true)
            #expect(kwork.requests("wants/create_offer_draft").count == 2)
        }
    }

    @Test(arguments: [
        #"{"kind": "session-lost"}"#, #"{"kind": "session-lost", "answer": "401"}"#, #"{"kind": "redirect", "location": "/projects", "processed": true}"#,
        #"{"kind": "status", "status": 500}"#, #"{"kind": "status", "status": 429}"#, #"{"kind": "status", "status": 404}"#, #"{"kind": "empty"}"#,
        #"{"kind": "non-json"}"#, #"{"kind": "non-json", "status": 502, "processed": true}"#, #"{"kind": "close", "processed": true}"#, #"{"kind": "reset"}"#,
        #"{"kind": "truncated"}"#, #"{"kind": "shape", "body": [1]}"#, #"{"kind": "shape", "body": {"success": false, "message": "Повторите попытку позже"}}"#,
        #"{"kind": "shape", "body": {"success": false}}"#, #"{"kind": "shape", "body": {"success": false, "error": "Проект не найден"}}"#,
    ])
    func theOfferItselfIsSentOnceWhateverHappens(_ fault: String) async throws {
        try await withKwork { kwork in
            let registry = kwork.opened()
            for step in [Offer.draft, Offer.check] { #expect(registry.change(step).answer != nil) }
            kwork.fault(fault.replacing("{\"kind\"", with: "{\"route\": \"web:/api/offer/createoffer\", \"kind\""))
            let outcome = registry.change(Offer.create)
            #expect(outcome.failure?.code == "outcome_unknown" && outcome.failure?.retry == .outcomeUnknown, "\(outcome)")
            #expect(outcome.failure?.message.contains("check_my_offer") == true)
            #expect(kwork.requests("api/offer/createoffer").count == 1)
            KworkWebTests.expectNoSecrets(kwork, [outcome])
        }
    }

    @Test func aWaitThatTheOfferWasToldCountsForEverybody() async throws {
        try await withKwork { kwork in
            let registry = kwork.opened()
            for step in [Offer.draft, Offer.check] { #expect(registry.change(step).answer != nil) }
            kwork.fault(#"{"route": "web:/api/offer/createoffer", "kind": "status", "status": 429, "retry_after": 600}"#)
            #expect(registry.change(Offer.create).failure?.code == "outcome_unknown")
            #expect(registry.read("actor").failure?.code == "rate_limit", "the gate is closed")
        }
    }

    @Test(arguments: [
        ("Вы уже отправили предложение", "duplicate"), ("Проект закрыт", "closed_project"), ("Недостаточно коннектов", "insufficient_connects"),
        ("Нет прав", "permission"), ("Неверный CSRF токен", "csrf"), ("Подтвердите, что вы не робот", "captcha"),
    ])
    func knownRefusalsOfAnOfferAreCertain(_ text: String, _ code: String) async throws {
        try await withKwork { kwork in
            let registry = kwork.opened()
            for step in [Offer.draft, Offer.check] { #expect(registry.change(step).answer != nil) }
            kwork.fault(#"{"route": "web:/api/offer/createoffer", "kind": "shape", "body": {"success": false, "message": "\#(text)"}}"#)
            let failure = registry.change(Offer.create).failure
            #expect(failure?.code == code && failure?.retry == .never, "\(String(describing: failure))")
            #expect(kwork.requests("api/offer/createoffer").count == 1)
        }
    }

    @Test(arguments: [
        (#"{"kind": "redirect", "location": "/projects", "times": "always"}"#, "bad_answer"), (#"{"kind": "non-json", "times": "always"}"#, "bad_answer"),
        (#"{"kind": "non-json", "status": 500, "times": "always"}"#, "upstream_unavailable"), (#"{"kind": "empty", "times": "always"}"#, "bad_answer"),
        (#"{"kind": "shape", "body": {"success": false, "message": "Это шаблон"}, "times": "always"}"#, "api_error"),
        (#"{"kind": "captcha", "times": "always"}"#, "captcha"), (#"{"kind": "status", "status": 403, "times": "always"}"#, "permission"),
    ])
    func aPreparationThatFailsSaysThatNothingWasCreated(_ fault: String, _ code: String) async throws {
        try await withKwork { kwork in
            let registry = kwork.opened()
            #expect(registry.change(Offer.draft).answer != nil)
            kwork.fault(fault.replacing("{\"kind\"", with: "{\"route\": \"web:/projects/check_is_template\", \"kind\""))
            let failure = registry.change(Offer.check).failure
            #expect(failure?.code == code && failure?.retry != .outcomeUnknown, "\(String(describing: failure))")
            #expect(failure?.message.contains("ничего не создано") == true)
        }
    }

    @Test(arguments: [
        (#"{"route": "getWebAuthToken", "kind": "login-link", "root": "http://evilkwork.ru/"}"#, "contract_drift"),
        (#"{"route": "web:/login-by-token", "kind": "redirect", "location": "http://evilkwork.ru/"}"#, "contract_drift"),
        (#"{"route": "web:/login-by-token", "kind": "redirect", "location": "/login"}"#, "auth_failed"),
        (#"{"route": "web:/login-by-token", "kind": "non-json", "status": 404}"#, "contract_drift"),
        (#"{"route": "web:/login-by-token", "kind": "status", "status": 403}"#, "auth_failed"),
        (#"{"route": "getWebAuthToken", "kind": "shape", "body": {"success": true}}"#, "contract_drift"),
        (#"{"route": "getWebAuthToken", "kind": "captcha"}"#, "captcha"),
    ])
    func aLoginThatGoesWrongSendsNothing(_ fault: String, _ code: String) async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            kwork.fault(fault)
            let failure = registry.change(Offer.draft).failure
            #expect(failure?.code == code && failure?.retry != .outcomeUnknown, "\(String(describing: failure))")
            #expect(kwork.requests("wants/create_offer_draft").isEmpty && kwork.requests("login").isEmpty)
            #expect(registry.ask(Offer.page).answer?.status == 200, "the next one may work")
            KworkWebTests.expectNoSecrets(kwork, [.failed(failure ?? Failure("", ""))])
        }
    }

    @Test func aLandingPageThatMovedStopsNothing() async throws {
        try await withKwork { kwork in
            kwork.settings(#"{"login_redirect": "script"}"#)
            kwork.fault(#"{"route": "web:/projects", "kind": "non-json", "status": 404}"#)
            #expect(kwork.registry().ask(Offer.page).answer?.status == 200)
        }
    }

    @Test func cookiesKeysAndLinksReachNobody() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            kwork.settings(#"{"draft_key": "nowhere"}"#)
            let page = registry.ask(Offer.page)
            #expect(page.text?.contains("[secret]") == true)
            KworkWebTests.expectNoSecrets(kwork, [page])
            for step in [Offer.help, Offer.draft, Offer.check, Offer.create] { KworkWebTests.expectNoSecrets(kwork, [registry.change(step)]) }
        }
    }

    @Test func anotherTokenStartsWithAnEmptyJar() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            #expect(registry.ask(Offer.page).answer != nil)
            kwork.control(.post, "expire-tokens")
            #expect(registry.read("actor").answer != nil)
            #expect(registry.ask(Offer.page).answer != nil)
            #expect(kwork.requests("login-by-token").count == 2)
        }
    }

    @Test func theAPIHostNeitherGetsNorSetsCookies() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            #expect(registry.ask(Offer.page).answer != nil)
            #expect(registry.read("actor").answer != nil)
            let api = (kwork.control(.get, "requests")["requests"]?.array ?? []).filter { $0["host"]?.string == "api" }
            #expect(!api.isEmpty && api.allSatisfy { !"\($0["headers"] ?? .null)".contains("cookie") })
        }
    }

    @Test func aBundleCannotAskForLinksOrSignIns() async throws {
        try await withKwork { kwork in
            let registry = kwork.registry()
            for path in ["signIn", "getWebAuthToken", "/getWebAuthToken", "GETWEBAUTHTOKEN", "get%57ebAuthToken", "signIn/"] {
                #expect(registry.read(path).failure?.code == "invalid_request", "\(path)")
                #expect(registry.write(path).failure?.code == "invalid_request", "\(path)")
            }
            for path in ["login-by-token", "logout", "/login"] { #expect(registry.ask(.page(path)).failure?.code == "invalid_request") }
            #expect(kwork.control(.get, "state")["requests"]?.integer == 0)
        }
    }

    @Test func aWrongRefererIsRefused() async throws {
        try await withKwork { kwork in
            for referer in ["https://evil.com/", "//evil.com/", "new_offer", "\\evil"] {
                var request = Offer.help
                request.headers = [HTTPHeader(name: "Referer", value: referer)]
                #expect(kwork.registry().change(request).failure?.code == "invalid_request", "\(referer)")
            }
            #expect(kwork.control(.get, "state")["requests"]?.integer == 0)
        }
    }

    static func expectNoSecrets(_ kwork: KworkFixture, _ outcomes: [Exchange.Outcome]) {
        var secrets: Set<String> = []
        for request in kwork.control(.get, "requests")["requests"]?.array ?? [] {
            guard request["host"]?.string == "web" else { continue }
            let items = request["query_items"]?.array ?? []
            for item in items where item.array?.first?.string == "token" { if let value = item.array?.last?.string { secrets.insert(value) } }
            for name in ["cookie", "x-csrf-token", "x-xsrf-token"] {
                guard let value = headerValue(request, name) else { continue }
                for pair in value.split(separator: ";") {
                    let text = String(pair[(pair.firstIndex(of: "=").map { name == "cookie" ? pair.index(after: $0) : pair.startIndex } ?? pair.startIndex)...])
                    secrets.insert(Text.trimmed(text))
                }
            }
        }
        #expect(secrets.isEmpty == kwork.webRequests.isEmpty)
        for secret in secrets where secret.utf8.count >= 8 {
            #expect(!kwork.capture.text.contains(secret), "in the log")
            for outcome in outcomes {
                #expect(outcome.failure?.message.contains(secret) != true && outcome.text?.contains(secret) != true, "in an answer")
            }
        }
    }

    private static func headerValue(_ request: HostJSON, _ name: String) -> String? {
        for header in request["headers"]?.array ?? [] where header.array?.first?.string == name { return header.array?.last?.string }
        return request["headers"]?[name]?.string
    }
}
