import Testing

@testable import KworkSandbox

@Suite("An offer over the web site")
struct OfferFlowTests {
    @Test("A correct client gets its offer: it is listed, costs one connect and counts on the project")
    func success() {
        var browser = Browser()
        let token = browser.rehearsal.token()
        #expect(browser.prepare().map(\.status) == [200, 200, 200, 200, 200])
        let created = browser.send(browser.offer())
        #expect(created.parsed?["success"] == true)
        let id = created.parsed?["response"]?["id"]?.integer ?? 0
        #expect(id > 0)
        #expect(browser.violations == [])

        let list = browser.rehearsal.api("offers", query: "page=1&token=\(token)").parsed
        let mine = list?["response"]?[0]
        #expect(mine?["title"] == "Бот &laquo;Уют&raquo;")
        #expect(mine?["comment"]?.text?.contains("\n\n") == false)
        #expect(mine?["comment"]?.text?.split(separator: "\n").count == 3)
        #expect(list?["paging"]?["total"] == 14)
        #expect(list?["connects"]?["active_connects"] == 26)
        let project = browser.rehearsal.api("project", query: "id=\(Browser.project)&token=\(token)").parsed?["response"]
        #expect(project?["has_offer"] == true)
        #expect(project?["offers"] == 13)
    }

    @Test("The same offer twice is refused and costs nothing")
    func duplicate() {
        var browser = Browser()
        _ = browser.prepare()
        _ = browser.send(browser.offer())
        let again = browser.send(browser.offer())
        #expect(again.status == 200)
        #expect(again.parsed == ["message": "Вы уже отправили предложение", "success": false])
        #expect(browser.rehearsal.sandbox.world.accounts[0].activeConnects == 26)
    }

    @Test("Wherever the page tells the CSRF token, a client that looks there succeeds",
        arguments: ["everywhere", "cookies", "three-cookies", "xsrf-cookie", "page", "hidden-field"])
    func csrfPlaces(place: String) {
        var browser = Browser()
        #expect(browser.rehearsal.control("POST", "settings", ["csrf": .string(place)]).status == 200)
        _ = browser.prepare()
        #expect(browser.send(browser.offer()).parsed?["success"] == true)
        #expect(browser.violations == [])
    }

    @Test("With no CSRF token anywhere, the draft is refused")
    func noCSRF() {
        var browser = Browser()
        _ = browser.rehearsal.control("POST", "settings", ["csrf": "nowhere"])
        _ = browser.logIn()
        #expect(!browser.openPage().bodyText.contains("csrf"))
        #expect(browser.cookies.keys.sorted() == ["sandbox_session"])
        browser.csrf = "0123456789abcdef"
        _ = browser.send(browser.faq())
        #expect(browser.send(browser.draft()).parsed?["success"] == false)
        #expect(browser.violations == ["wrong-csrf-field"])
    }

    @Test("The draft key comes as the settings say, and an own one has to do when there is none",
        arguments: ["assignment", "hidden-field", "attribute", "nowhere"])
    func draftKeys(place: String) {
        var browser = Browser()
        _ = browser.rehearsal.control("POST", "settings", ["draft_key": .string(place)])
        _ = browser.prepare()
        #expect((browser.draftKey == "abcd1234") == (place == "nowhere"))
        #expect(browser.send(browser.offer()).parsed?["success"] == true)
        #expect(browser.violations == [])
    }

    @Test("The id of a new offer has six places to be",
        arguments: ["response.id", "id", "offer_id", "response.offer_id", "list", "none"])
    func answerShapes(shape: String) {
        var browser = Browser()
        _ = browser.rehearsal.control("POST", "settings", ["offer_answer": .string(shape)])
        _ = browser.prepare()
        let reply = browser.send(browser.offer()).parsed
        let places: [JSON?] = [reply?["response"]?["id"], reply?["id"], reply?["offer_id"], reply?["response"]?["offer_id"], reply?["response"]?[0]?["id"]]
        #expect(places.count { $0 != nil } == (shape == "none" ? 0 : 1))
        #expect(reply?["success"] == true)
    }

    @Test("Business rules, each with its own text",
        arguments: [
            ("short", "не короче 150"), ("title", "Укажите название"), ("long-title", "не длиннее 120"), ("cheap", "от 500 до 45000"),
            ("dear", "от 500 до 45000"), ("days", "от 1 до 365"), ("closed", "Проект закрыт"), ("connects", "Недостаточно коннектов"),
        ])
    func rules(what: String, expected: String) {
        var browser = Browser()
        if what == "closed" { browser.project = 3_009_511 }
        if what == "connects" { _ = browser.rehearsal.control("POST", "settings", ["active_connects": 0]) }
        let text = what == "short" ? String(repeating: "ы", count: 149) : Browser.text
        _ = browser.prepare(text)
        let title = what == "title" ? " " : what == "long-title" ? String(repeating: "т", count: 121) : "Бот"
        let reply = browser.send(
            browser.offer(text, price: what == "cheap" ? 499 : what == "dear" ? 45_001 : 20_000, days: what == "days" ? 366 : 3, title: title))
        #expect(reply.parsed?["success"] == false)
        #expect(reply.bodyText.contains(expected))
        #expect(browser.rehearsal.sandbox.world.offers.count == 13)
        #expect(browser.violations == [])
    }

    @Test("Exactly 150 characters are enough")
    func shortest() {
        var browser = Browser()
        let text = String(repeating: "ы", count: 150)
        _ = browser.prepare(text)
        #expect(browser.send(browser.offer(text)).parsed?["success"] == true)
    }

    @Test("A template is refused before the offer: a text used before, or one that says so")
    func template() {
        var browser = Browser()
        #expect(browser.prepare(Browser.text + "[Шаблон]").last?.bodyText.contains("шаблон") == true)
        _ = browser.send(browser.template())
        _ = browser.send(browser.offer())
        browser.project = 3_010_118
        _ = browser.openPage()
        _ = browser.send(browser.faq())
        _ = browser.send(browser.draft())
        #expect(browser.send(browser.template()).parsed?["success"] == false)
        #expect(browser.send(browser.offer()).parsed?["violation"] == "wrong-order")
    }

    @Test("Pages: no session leads to the login, an unknown project is not found")
    func pages() {
        var browser = Browser()
        #expect(browser.openPage().header("Location") == "/login")
        _ = browser.logIn()
        browser.project = 1
        #expect(browser.openPage().status == 404)
        #expect(browser.violations == [])
    }

    @Test("Deleting gives the project back but not the connect, and unknown offers have three faces")
    func deletion() {
        var browser = Browser()
        let token = browser.rehearsal.token()
        _ = browser.prepare()
        let id = browser.send(browser.offer()).parsed?["response"]?["id"]?.integer ?? 0
        #expect(browser.rehearsal.api("deleteOffer", query: "id=\(id)&token=\(token)").parsed == ["success": true])
        let list = browser.rehearsal.api("offers", query: "token=\(token)").parsed
        #expect(list?["paging"]?["total"] == 13)
        #expect(list?["connects"]?["active_connects"] == 26)
        #expect(browser.rehearsal.api("project", query: "id=\(Browser.project)&token=\(token)").parsed?["response"]?["has_offer"] == false)
        #expect(browser.rehearsal.api("deleteOffer", query: "id=\(id)&token=\(token)").parsed?["success"] == false)
        #expect(browser.rehearsal.api("offer", query: "id=3&token=\(token)").parsed == ["response": nil, "success": true])
        #expect(browser.rehearsal.api("offer", query: "id=1&token=\(token)").parsed == ["response": [], "success": true])
        #expect(browser.rehearsal.api("offer", query: "id=2&token=\(token)").parsed?["error"] == "Предложение не найдено")
    }
}
