import Testing

@testable import KworkSandbox

@Suite("Faults on the way of an offer")
struct OfferFaultTests {
    static let steps = ["/login-by-token", "/projects", "/new_offer", "/quick-faq/init", "/wants/create_offer_draft", "/projects/check_is_template", "/api/offer/createoffer"]
    static let kinds: [JSON] = [
        ["kind": "status", "status": 500], ["kind": "status", "status": 429, "retry_after": 3], ["kind": "api-error"], ["kind": "captcha"],
        ["kind": "slow"], ["kind": "reset"], ["kind": "close"], ["kind": "truncated"], ["kind": "non-json"], ["kind": "non-json", "status": 502],
        ["kind": "content-type"], ["kind": "bad-utf8"], ["kind": "shape"], ["kind": "huge"], ["kind": "redirect", "location": "/elsewhere"],
        ["kind": "empty"], ["kind": "hang"], ["kind": "session-lost"], ["kind": "session-lost", "answer": "401"],
        ["kind": "session-lost", "answer": "csrf"],
    ]

    private func plan(_ browser: inout Browser, _ route: String, _ kind: JSON, processed: Bool) -> Reply {
        guard case .object(var members) = kind else { return .json(.null) }
        members += [.init(key: "route", value: .string("web:" + route)), .init(key: "processed", value: .bool(processed))]
        return browser.rehearsal.control("POST", "faults", .object(members))
    }

    @Test("Every kind can meet every step", arguments: steps, kinds)
    func everywhere(step: String, kind: JSON) {
        var browser = Browser()
        var undisturbed = Browser()
        #expect(plan(&browser, step, kind, processed: false).status == 200)
        _ = browser.prepare()
        _ = browser.send(browser.offer())
        _ = undisturbed.prepare()
        _ = undisturbed.send(undisturbed.offer())
        #expect(browser.rehearsal.sandbox.log.entries.count { $0.fault != nil } == 1)
        #expect(browser.rehearsal.sandbox.log.entries.first { $0.fault != nil }?.request.path == step)
        #expect(zip(browser.seen, undisturbed.seen).contains { $0.status != $1.status || $0.body != $1.body || $0.headers != $1.headers || $0.delivery != $1.delivery })
    }

    @Test("An answer lost after the effect: the offer is there and the connect is spent", arguments: kinds)
    func processed(kind: JSON) {
        var browser = Browser()
        _ = browser.prepare()
        _ = plan(&browser, "/api/offer/createoffer", kind, processed: true)
        _ = browser.send(browser.offer())
        #expect(browser.rehearsal.sandbox.world.offers.count == 14)
        #expect(browser.rehearsal.sandbox.world.accounts[0].activeConnects == 26)
    }

    @Test("An answer lost before the effect leaves nothing", arguments: ["close", "hang", "empty", "non-json", "session-lost", "captcha"])
    func notProcessed(kind: String) {
        var browser = Browser()
        _ = browser.prepare()
        _ = plan(&browser, "/api/offer/createoffer", ["kind": .string(kind)], processed: false)
        _ = browser.send(browser.offer())
        #expect(browser.rehearsal.sandbox.world.offers.count == 13)
        #expect(browser.rehearsal.sandbox.world.accounts[0].activeConnects == 27)
    }

    @Test("A lost session stays lost until the next login, and the flow can go on after it")
    func lostSession() {
        var browser = Browser()
        _ = browser.prepare()
        _ = plan(&browser, "/quick-faq/init", ["kind": "session-lost"], processed: false)
        #expect(browser.send(browser.faq()).header("Location") == "/login")
        #expect(browser.send(browser.draft()).header("Location") == "/login")
        _ = browser.rehearsal.control("POST", "settings", ["lost_session": "401"])
        #expect(browser.send(browser.draft()).status == 401)
        _ = browser.logIn()
        _ = browser.openPage()
        for request in [browser.faq(), browser.draft(), browser.template(), browser.offer()] {
            #expect(browser.send(request).parsed?["success"] == true)
        }
        #expect(browser.violations == [])
    }

    @Test("The login link can lead to a foreign root, still with its key")
    func foreignLink() {
        var browser = Browser()
        let token = browser.rehearsal.token()
        _ = browser.rehearsal.control("POST", "faults", ["route": "getWebAuthToken", "kind": "login-link", "root": "http://evilkwork.ru/"])
        let url = browser.rehearsal.api("getWebAuthToken", query: "url_to_redirect=%2Fprojects&token=\(token)").parsed?["response"]?["url"]?.text
        #expect(url?.hasPrefix("http://evilkwork.ru/login-by-token?token=") == true)
        #expect(browser.rehearsal.control("POST", "faults", ["kind": "login-link"]).status == 400)
    }

    @Test("A login that goes on by script sets its cookie on a page")
    func scriptLogin() {
        var browser = Browser()
        _ = browser.rehearsal.control("POST", "settings", ["login_redirect": "script"])
        let page = browser.logIn()
        #expect(page.status == 200)
        #expect(page.bodyText.contains("location.replace(\"/projects\")"))
        #expect(browser.openPage().status == 200)
    }

    @Test("Settings that do not exist are refused", arguments: ["csrf", "draft_key", "offer_answer", "login_redirect", "lost_session", "site", "sign_in_account"])
    func badSettings(key: String) {
        var rehearsal = Rehearsal()
        #expect(rehearsal.control("POST", "settings", .object([.init(key: key, value: "nonsense")])).status == 400)
    }
}
