import Testing

@testable import KworkKit

@Suite struct OfferSubmissionTests {
    private static let project = #"{"success":true,"response":{"id":11,"title":"Сайт","status":"active","username":"boss","has_offer":false}}"#
    private static let done = #"{"success":true}"#

    /// Everything goes well unless a step is replaced.
    private func script(_ replaced: [String: [ScriptedKwork.Step]] = [:]) -> ScriptedKwork {
        let steps: [String: [ScriptedKwork.Step]] = [
            "project": [.body(Self.project)],
            "offers": [.body(OfferTests.list("[]", paging: #"{"page":1,"total":0,"limit":12,"pages":0}"#))],
            "new_offer": [.page(200, #"<script>var draftKey = "draft123";</script>"#)],
            "quick-faq/init": [.body(Self.done)], "wants/create_offer_draft": [.body(Self.done)],
            "projects/check_is_template": [.body(Self.done)],
            "api/offer/createoffer": [.body(#"{"success":true,"id":"777"}"#)],
        ]
        return ScriptedKwork(steps.merging(replaced) { $1 })
    }

    private static let preparations = ["quick-faq/init", "wants/create_offer_draft", "projects/check_is_template"]
    private static let allPaths = ["project", "offers", "new_offer"] + preparations + ["api/offer/createoffer"]

    @Test func sendsTheWholeFlowInOrder() throws {
        let script = script()
        let offer = try NewOfferTests.offer()
        let sent = try script.kwork.submit(offer)
        #expect(script.lines == [
            "POST project?id=11", "POST offers?page=1", "GET new_offer?project=11", "POST quick-faq/init",
            "POST wants/create_offer_draft", "POST projects/check_is_template",
            "POST api/offer/createoffer?wantId=11&offerType=custom",
        ])
        #expect(sent.text == """
            Отклик 777 отправлен на проект 11.
            Название: Сайт «под ключ»
            Цена: 3000 ₽, срок: 5 дней
            Потрачен один коннект, осталось 1.
            Как он выглядит на Kwork, покажет get_offer; не отправляйте его второй раз.
            """)
        #expect(sent.fitsItsSchema && sent.value["offer_id"] == 777 && sent.value["connects_left"] == 1)
    }

    @Test func writesEachRequestAsTheSitesOwnForm() throws {
        let script = script()
        let offer = try NewOfferTests.offer()
        _ = try script.kwork.submit(offer)
        let web = script.requests.filter { $0.site == "web" }
        #expect(web.map(\.path) == ["new_offer"] + Self.preparations + ["api/offer/createoffer"])
        #expect(web.map(\.effect) == [.read, .write, .write, .write, .write])
        #expect(web.dropFirst().allSatisfy { $0.header("Referer") == "/new_offer?project=11" })
        #expect(web.map { $0.header("Accept") } == [
            "text/html,application/xhtml+xml", "application/json, text/plain, */*", "*/*",
            "application/json, text/plain, */*", "application/json, text/plain, */*",
        ])
        #expect(web.map(\.contentType) == ["", "application/json", "", "application/json", ""])
        #expect(web[1].bodyText == #"{"page":"new_offer"}"#)
        #expect(web[2].partLines == ["csrftoken=", "projectId=11", "message=", "draftKey=draft123"])
        #expect(try JSON(parsing: web[3].bodyText) == ["description": .string(offer.description), "wantid": 11])
        #expect(web[4].partLines == [
            "wantId=11", "offerType=custom", "description=\(offer.description)", "kwork_duration=5", "kwork_price=3000",
            "kwork_name=Сайт «под ключ»",
        ])
        #expect(web.map(\.checkWith) == ["", "", "", "", "check_my_offer (project_id=11)"])
    }

    @Test(arguments: [
        #"{"success":true,"offer_id":777}"#, #"{"success":true,"response":{"id":777}}"#, #"{"success":true,"response":{"offer_id":"777"}}"#,
        #"{"success":true,"response":[{"id":777}]}"#, #"[{"success":true,"id":777}]"#,
    ])
    func readsTheNumberWhereverItStands(_ answer: String) throws {
        let script = script(["api/offer/createoffer": [.body(answer)]])
        #expect(try script.kwork.submit(NewOfferTests.offer()).id == 777)
        #expect(script.paths == Self.allPaths)
    }

    // MARK: Refused before anything is sent

    @Test(arguments: ["closed", "Закрыт", "ARCHIVED", "want_stopped"])
    func doesNotOfferToAClosedProject(_ status: String) {
        let script = script(["project": [.body(#"{"success":true,"response":{"id":11,"title":"x","status":"\#(status)"}}"#)]])
        #expect(failureCode { _ = try script.kwork.submit(NewOfferTests.offer()) } == "closed_project")
        #expect(script.paths == ["project"])
    }

    @Test func doesNotOfferToAProjectThatIsNotThere() {
        let script = script(["project": [.body(#"{"success":true,"response":null}"#)]])
        #expect(failureCode { _ = try script.kwork.submit(NewOfferTests.offer()) } == "not_found")
        #expect(script.paths == ["project"])
    }

    @Test func goesOnWithAStatusItDoesNotKnow() throws {
        let script = script(["project": [.body(#"{"success":true,"response":{"id":11,"title":"x","status":"новый"}}"#)]])
        _ = try script.kwork.submit(NewOfferTests.offer())
    }

    @Test func doesNotOfferTwice() {
        let marked = script(["project": [.body(#"{"success":true,"response":{"id":11,"title":"x","has_offer":true}}"#)]])
        #expect(failureCode { _ = try marked.kwork.submit(NewOfferTests.offer()) } == "duplicate")
        #expect(marked.paths == ["project"])
        let listed = script(["offers": [.body(OfferTests.list("[\(OfferTests.offer)]"))]])
        let found = failure { _ = try listed.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "duplicate" && found?.message.contains("501") == true)
        #expect(listed.paths == ["project", "offers"])
    }

    @Test func doesNotAskForMoreThanTheCustomerAllows() throws {
        let project = { (limit: String) -> String in
            #"{"success":true,"response":{"id":11,"title":"x","price":2000,"possible_price_limit":\#(limit)}}"#
        }
        let low = script(["project": [.body(project("2999"))]])
        let found = failure { _ = try low.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "validation" && found?.message.contains("до 2999 ₽") == true)
        #expect(low.paths == ["project"])
        for limit in ["3000", "0", "null"] {
            #expect(try script(["project": [.body(project(limit))]]).kwork.submit(NewOfferTests.offer()).id == 777, "\(limit)")
        }
    }

    @Test func needsAConnect() {
        let none = #"{"success":true,"response":[],"connects":{"active_connects":0,"all_connects":30}}"#
        let script = script(["offers": [.body(none)]])
        let found = failure { _ = try script.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "insufficient_connects" && found?.message.contains("0 из 30") == true)
        #expect(script.paths == ["project", "offers"])
    }

    @Test func asksTheExchangeForConnectsThatTheListLeavesOut() throws {
        let list = #"{"success":true,"response":[],"paging":{"page":1,"total":0,"limit":12}}"#
        let known = script(["offers": [.body(list)], "projects": [.body(OfferTests.list("[]"))]])
        #expect(try known.kwork.submit(NewOfferTests.offer()).connectsLeft == 1)
        #expect(known.paths == ["project", "offers", "projects"] + Self.allPaths.dropFirst(2))
        let unknown = script(["offers": [.body(list)], "projects": [.body(#"{"success":true,"response":[]}"#)]])
        #expect(failureCode { _ = try unknown.kwork.submit(NewOfferTests.offer()) } == "contract_drift")
        #expect(!unknown.paths.contains("new_offer"))
    }

    // MARK: A step before the offer fails

    @Test(arguments: ["new_offer"] + preparations)
    func createsNothingWhenAStepFails(_ path: String) {
        let script = script([path: [.failure(Failure("timeout", "Kwork не ответил.", retry: .later(after: nil)))]])
        let found = failure { _ = try script.kwork.submit(NewOfferTests.offer()) }
        #expect(found == Failure("timeout", "Kwork не ответил. Отклик не создан, коннект не потрачен.", retry: .later(after: nil)))
        #expect(script.paths == Array(Self.allPaths[...(Self.allPaths.firstIndex(of: path) ?? 0)]))
    }

    @Test(arguments: preparations, ["<html>502</html>", "", #"{"success":"#])
    func doesNotTakeAPageForAnAnswer(_ path: String, _ body: String) {
        let script = script([path: [.body(body)]])
        let found = failure { _ = try script.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "bad_answer" && found?.message.hasSuffix("Отклик не создан, коннект не потрачен.") == true)
        #expect(!script.paths.contains("api/offer/createoffer"))
    }

    @Test(arguments: preparations)
    func passesOnWhatTheSiteSaysOfAPreparation(_ path: String) {
        let script = script([path: [.body(#"{"success":false,"message":"Текст похож на &laquo;шаблон&raquo;","error":"x"}"#)]])
        let found = failure { _ = try script.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "api_error" && found?.message.contains("Текст похож на «шаблон»") == true)
        #expect(!script.paths.contains("api/offer/createoffer"))
    }

    @Test(arguments: preparations, ["auth_failed", "csrf"])
    func startsAgainOnceWhenTheWebSessionIsLost(_ path: String, _ code: String) throws {
        let lost = ScriptedKwork.Step.failure(Failure(code, "x"))
        let renewed = script([path: [lost, .body(Self.done)]])
        #expect(try renewed.kwork.submit(NewOfferTests.offer()).id == 777)
        #expect(renewed.paths.filter { $0 == "new_offer" }.count == 2)
        #expect(renewed.paths.suffix(5) == ["new_offer"] + Self.preparations + ["api/offer/createoffer"])
        #expect(renewed.paths.filter { $0 == "api/offer/createoffer" }.count == 1)

        let gone = script([path: [lost]])
        let found = failure { _ = try gone.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == code && found?.message == "x Отклик не создан, коннект не потрачен.")
        #expect(gone.paths.filter { $0 == "new_offer" }.count == 2 && !gone.paths.contains("api/offer/createoffer"))
    }

    @Test func startsAgainWhenTheSiteItselfRefusesTheCSRFValue() throws {
        let script = script(["wants/create_offer_draft": [.body(#"{"success":false,"message":"Неверный CSRF-токен"}"#), .body(Self.done)]])
        #expect(try script.kwork.submit(NewOfferTests.offer()).id == 777)
    }

    @Test func doesNotAskForThePageAgainWhenThatIsRefused() {
        let script = script(["new_offer": [.failure(Failure("auth_failed", "x"))]])
        #expect(failureCode { _ = try script.kwork.submit(NewOfferTests.offer()) } == "auth_failed")
        #expect(script.paths == ["project", "offers", "new_offer"])
    }

    // MARK: The request that counts

    @Test(arguments: [
        ("Недостаточно коннектов", "insufficient_connects"), ("Проект закрыт", "closed_project"), ("Вы уже отправили предложение", "duplicate"),
        ("Недостаточно прав", "permission"), ("Неверный CSRF", "csrf"), ("Пройдите капчу", "captcha"),
    ])
    func knowsAClearRefusal(_ text: String, _ code: String) {
        let script = script(["api/offer/createoffer": [.body(#"{"success":false,"error":"\#(text)"}"#)]])
        let found = failure { _ = try script.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == code && found?.message.contains(text) == true)
        #expect(found?.message.hasSuffix("Отклик не создан, коннект не потрачен.") == true)
        #expect(script.paths == Self.allPaths)
    }

    @Test(arguments: [
        ScriptedKwork.Step.body(#"{"success":false,"message":"Что-то пошло не так"}"#), .body(#"{"success":false}"#),
        .body(#"{"success":false,"message":"Вы уже отправляли, повторите попытку позже"}"#), .body("{}"), .body("[]"), .body(""),
        .body("<html>ok</html>"), .body(#"{"id":777}"#), .body(#"{"success":1,"id":777}"#), .page(500, #"{"success":true,"id":777}"#),
        .page(302, ""), .page(404, #"{"success":false,"message":"закрыт"}"#),
        .text(#"{"success":true,"id":777}"#), .failure(Failure("outcome_unknown", "Неизвестно", retry: .unknown)),
    ])
    func callsAnythingDoubtfulUnknown(_ step: ScriptedKwork.Step) {
        let script = script(["api/offer/createoffer": [step]])
        let found = failure { _ = try script.kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "outcome_unknown" && found?.retry == .unknown)
        #expect(found?.message.contains("check_my_offer (project_id=11)") == true && found?.message.contains("Не повторяйте") == true)
        #expect(script.paths == Self.allPaths, "nothing is sent again")
    }

    @Test func passesOnThatAnEarlierOfferIsStillOpen() {
        let open = Failure("ambiguous_write", "Исход прежнего запроса неизвестен.", retry: .unknown)
        let found = failure { _ = try script(["api/offer/createoffer": [.failure(open)]]).kwork.submit(NewOfferTests.offer()) }
        #expect(found == open)
    }

    @Test func passesOnThatTheOfferWasNotSent() {
        let step = ScriptedKwork.Step.failure(Failure("connection_failed", "Не соединились.", retry: .later(after: nil)))
        let found = failure { _ = try script(["api/offer/createoffer": [step]]).kwork.submit(NewOfferTests.offer()) }
        #expect(found == Failure("connection_failed", "Не соединились. Отклик не создан, коннект не потрачен.", retry: .later(after: nil)))
    }

    // MARK: Yes, but no number

    private static func row(_ id: Int, text: String = NewOfferTests.description) -> JSON {
        ["id": .integer(Int64(id)), "title": "Сайт &laquo;под ключ&raquo;", "comment": .string(text), "price": 3000, "duration": 5, "want_id": 11]
    }

    private func lookUp(_ rows: [JSON]) -> ScriptedKwork {
        let before = OfferTests.list("[]", paging: #"{"page":1,"total":0,"limit":12}"#)
        return script([
            "api/offer/createoffer": [.body(#"{"success":true}"#)],
            "offers": [.body(before), .body(OfferTests.list(JSON.array(rows).text, paging: "{}"))],
        ])
    }

    @Test func looksForTheOneOfferThatIsEqual() throws {
        let script = lookUp([Self.row(778), Self.row(500, text: "другой")])
        let sent = try script.kwork.submit(NewOfferTests.offer())
        #expect(sent.id == 778 && sent.isLookedUp && sent.connectsLeft == 2)
        #expect(script.paths == Self.allPaths + ["offers"])
        #expect(sent.text.hasPrefix("Отклик 778 отправлен на проект 11 (номер найден в списке откликов)."))
    }

    @Test(arguments: [[], [row(1), row(2)], [row(1, text: "другой")]])
    func callsNoneOrSeveralUnknown(_ rows: [JSON]) {
        let found = failure { _ = try lookUp(rows).kwork.submit(NewOfferTests.offer()) }
        #expect(found?.code == "outcome_unknown" && found?.retry == .unknown)
    }

    @Test func callsAFailedLookUnknown() {
        let before = OfferTests.list("[]", paging: #"{"page":1,"total":0,"limit":12}"#)
        let script = script([
            "api/offer/createoffer": [.body(#"{"success":true}"#)],
            "offers": [.body(before), .failure(Failure("timeout", "x", retry: .later(after: nil)))],
        ])
        #expect(failureCode { _ = try script.kwork.submit(NewOfferTests.offer()) } == "outcome_unknown")
    }
}
