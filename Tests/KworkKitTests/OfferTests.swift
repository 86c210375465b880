import Testing

@testable import KworkKit

@Suite struct OfferTests {
    static let offer = #"""
        {"id":"501","status":"active","title":"Сайт &laquo;под ключ&raquo;","comment":"Сделаю &amp; сдам.\n\nБыстро","price":"3000.5",
        "duration":5,"date_create":"1700000000","is_actual":1,"is_read":false,"want_id":11,"order_id":77,"kwork_id":0,
        "project":{"id":11,"status":"active","username":"boss","title":"Нужен &quot;сайт&quot;"}}
        """#

    static func list(_ rows: String, paging: String = #"{"page":1,"total":25,"limit":12,"pages":3}"#) -> String {
        #"{"success":true,"response":\#(rows),"paging":\#(paging),"connects":{"active_connects":2,"all_connects":30}}"#
    }

    @Test(arguments: [offer, "[\(offer)]"])
    func showsAnOfferInFull(_ response: String) throws {
        let fake = FakeKwork(["offer": #"{"success":true,"response":\#(response)}"#])
        let offer = try fake.kwork.offer(id: 501)
        #expect(fake.requests == ["offer?id=501"])
        #expect(offer.text == """
            Отклик 501: Сайт «под ключ»
            Проект: 11 «Нужен "сайт"», заказчик @boss, статус проекта active
            Статус: active
            Цена: 3000.5 ₽, срок: 5 дней
            Отправлен: 14.11.2023 22:13 UTC
            прочитан заказчиком: нет, актуален: да, заказ: 77
            Текст:
               Сделаю & сдам.

               Быстро
            \(Show.untrusted)
            """)
        #expect(offer.fitsItsSchema)
        #expect(offer.value["created"] == "2023-11-14T22:13:20Z" && offer.value["duration_days"] == 5)
    }

    @Test func readsTheOtherNamesOfAField() throws {
        let body = #"{"success":true,"response":null,"kwork_name":"Имя","kwork_price":"700","kwork_duration":"3","project_id":"9","description":"Текст"}"#
        let offer = try FakeKwork(["offer": body]).kwork.offer(id: 3)
        #expect(offer.text.contains("Отклик 3: Имя") && offer.text.contains("700 ₽, срок: 3 дня"))
        #expect(offer.projectID == 9 && offer.description == "Текст")
    }

    @Test func tellsAMissingOfferFromAnOddAnswer() {
        for missing in [#"{"success":true,"response":null}"#, #"{"success":true,"response":[]}"#, #"{"success":true}"#] {
            #expect(failureCode { _ = try FakeKwork(["offer": missing]).kwork.offer(id: 1) } == "not_found")
        }
        for odd in [#"{"success":true,"response":[{},{}]}"#, #"{"success":true,"response":{"x":1}}"#, #"{"success":true,"response":"?"}"#] {
            #expect(failureCode { _ = try FakeKwork(["offer": odd]).kwork.offer(id: 1) } == "contract_drift", "\(odd)")
        }
    }

    @Test(arguments: ["[\(offer)]", #"{"offers":[\#(offer)]}"#, #"{"items":[\#(offer)]}"#])
    func listsOffersFromEveryShape(_ response: String) throws {
        let fake = FakeKwork(["offers": Self.list(response)])
        let page = try fake.kwork.myOffers(page: 1)
        #expect(fake.requests == ["offers?page=1"])
        #expect(page.text == """
            Мои отклики, на этой странице: 1 отклик
            1. [501] Сайт «под ключ»
               Проект: 11 «Нужен "сайт"»; цена: 3000.5 ₽; срок: 5 дней; статус: active; отправлен: 14.11.2023 22:13 UTC; прочитан заказчиком: нет; актуален: да; заказ: 77
               Сделаю & сдам. Быстро
            Страница 1 из 3, всего 25. Следующая: page=2. Отклик целиком: get_offer.
            Коннекты: доступно 2 из 30.
            \(Show.untrusted)
            """)
        #expect(page.fitsItsSchema)
        #expect(page.value["paging"]?["next_page"] == 2 && page.value["connects_active"] == 2)
    }

    @Test func asksTheOfferItselfForAProjectThatTheListDoesNotName() throws {
        let fake = FakeKwork([
            "offers": Self.list(#"[{"id":501,"title":"x"}]"#), "offer": #"{"success":true,"response":\#(Self.offer)}"#,
        ])
        #expect(try fake.kwork.myOffers(page: 1).offers.map(\.projectID) == [11])
        #expect(fake.requests == ["offers?page=1", "offer?id=501"])
    }

    @Test func saysThatAProjectIsUnknownWhenNobodyNamesIt() throws {
        let fake = FakeKwork(["offers": Self.list(#"[{"id":501,"title":"x"}]"#), "offer": #"{"success":true,"response":{"id":501,"title":"x"}}"#])
        let page = try fake.kwork.myOffers(page: 1)
        #expect(page.text.contains("номер неизвестен") && page.fitsItsSchema)
    }

    @Test func keepsAnOfferThatCannotBeLookedUp() throws {
        let list = ScriptedKwork.Step.body(Self.list(#"[{"id":501,"title":"x"},{"id":502,"want_id":7}]"#))
        for step in [ScriptedKwork.Step.failure(Failure("not_found", "x")), .body(#"{"success":true,"response":[{},{}]}"#)] {
            let page = try ScriptedKwork(["offers": [list], "offer": [step]]).kwork.myOffers(page: 1)
            #expect(page.offers.map(\.projectID) == [nil, 7])
        }
        let late = ScriptedKwork(["offers": [list], "offer": [.failure(Failure("timeout", "x"))]])
        #expect(failureCode { _ = try late.kwork.myOffers(page: 1) } == "timeout")
    }

    @Test func doesNotAskForAWholePageOneByOne() throws {
        let rows = (1...30).map { #"{"id":\#($0)}"# }.joined(separator: ",")
        let script = ScriptedKwork(["offers": [.body(Self.list("[\(rows)]", paging: #"{"page":1,"total":45,"limit":30}"#))], "offer": [.body(#"{"success":true,"response":null}"#)]])
        #expect(try script.kwork.myOffers(page: 1).offers.count == 30)
        #expect(script.requests.count == 1 + Offer.maximumLooks)
    }

    @Test func tellsNoOffersFromFailedAndFromBeyondTheEnd() throws {
        let empty = FakeKwork(["offers": #"{"success":true,"response":[],"paging":{"page":1,"total":0,"limit":12,"pages":0}}"#])
        #expect(try empty.kwork.myOffers(page: 1).text.hasPrefix("Откликов нет"))
        let beyond = FakeKwork(["offers": Self.list("[]", paging: #"{"page":9,"total":25,"limit":12,"pages":3}"#)])
        #expect(try beyond.kwork.myOffers(page: 9).text.hasPrefix("На странице 9 откликов нет. Страница 9 из 3, всего 25."))
        for odd in [Self.list("[]"), #"{"success":true}"#, Self.list("{}"), Self.list(#"[{"title":"x"}]"#), Self.list("[[]]")] {
            #expect(failureCode { _ = try FakeKwork(["offers": odd]).kwork.myOffers(page: 1) } == "contract_drift", "\(odd)")
        }
    }

    @Test func shortensTextsInAListOnly() throws {
        let long = String(repeating: "слово ", count: 100)
        let row = #"{"id":1,"want_id":2,"comment":"\#(long)"}"#
        let page = try FakeKwork(["offers": Self.list("[\(row)]")]).kwork.myOffers(page: 1)
        #expect(page.value["offers"]?.asArray?[0]["excerpt"]?.asString?.count == Offer.excerptLength + 1)
        let whole = try FakeKwork(["offer": #"{"success":true,"response":\#(row)}"#]).kwork.offer(id: 1)
        #expect(whole.value["description"]?.asString == long.trimmed)
    }

    @Test func saysWhatToDoWhenKworkItselfSaysNotFound() {
        let missing = ScriptedKwork.Step.failure(Failure("not_found", "На Kwork этого нет.", retry: .never))
        let kwork = ScriptedKwork(["offer": [missing], "deleteOffer": [missing]]).kwork
        for found in [failure { _ = try kwork.offer(id: 1) }, failure { _ = try kwork.deleteOffer(id: 1) }] {
            #expect(found?.code == "not_found" && found?.message.contains("list_my_offers") == true)
        }
    }

    // MARK: Deleting

    @Test func deletesAnOfferAndSaysSo() throws {
        let script = ScriptedKwork(["deleteOffer": [.body(#"{"success":true}"#)]])
        let deletion = try script.kwork.deleteOffer(id: 501)
        #expect(script.lines == ["POST deleteOffer?id=501"])
        #expect(script.requests[0].effect == .write && script.requests[0].checkWith == "get_offer")
        #expect(deletion.text.hasPrefix("Отклик 501 удалён.") && deletion.fitsItsSchema)
    }

    @Test(arguments: ["{}", #"{"response":{"id":1}}"#, #"{"success":null}"#, #"{"success":"true"}"#])
    func doesNotCallAnUnconfirmedDeletionDone(_ body: String) {
        let found = failure { _ = try ScriptedKwork(["deleteOffer": [.body(body)]]).kwork.deleteOffer(id: 1) }
        #expect(found?.code == "outcome_unknown" && found?.retry == .unknown)
        #expect(found?.message.contains("get_offer") == true)
    }

    // MARK: Is there one?

    private func check(_ project: String, _ pages: [ScriptedKwork.Step]) throws -> (OwnOffer, [String]) {
        let script = ScriptedKwork(["project": [.body(project)], "offers": pages])
        let own = try script.kwork.ownOffer(projectID: 11)
        #expect(own.fitsItsSchema)
        return (own, script.lines)
    }

    private static func page(_ number: Int, of pages: Int) -> ScriptedKwork.Step {
        .body(list(#"[{"id":\#(900 + number),"want_id":\#(number + 100)}]"#, paging: #"{"page":\#(number),"total":\#(pages),"limit":1,"pages":\#(pages)}"#))
    }
    private static func project(_ hasOffer: String) -> String { #"{"success":true,"response":{"id":11,"title":"x"\#(hasOffer)}}"# }

    @Test func findsTheOwnOfferInTheList() throws {
        let (own, lines) = try check(Self.project(#","has_offer":false"#), [Self.page(1, of: 2), .body(Self.list("[\(Self.offer)]", paging: #"{"page":2,"total":2,"limit":1}"#))])
        #expect(own.verdict == .yes && own.value["offer_id"] == 501 && own.text.contains("Сделаю & сдам."))
        #expect(lines == ["POST project?id=11", "POST offers?page=1", "POST offers?page=2"])
    }

    @Test func believesTheProjectThatThereIsOne() throws {
        let (own, _) = try check(Self.project(#","has_offer":1"#), [Self.page(1, of: 1)])
        #expect(own.verdict == .yes && own.offer == nil)
    }

    @Test func saysNoWhenProjectAndListAgree() throws {
        let (own, lines) = try check(Self.project(#","has_offer":false"#), [Self.page(1, of: 1)])
        #expect(own.verdict == .no && lines.count == 2)
        #expect(own.text.contains("Вашего отклика на проект 11 нет"))
    }

    @Test func saysNoWhenEveryOfferWasSeen() throws {
        let (own, _) = try check(Self.project(""), [.body(Self.list("[]", paging: #"{"page":1,"total":0,"limit":12,"pages":0}"#))])
        #expect(own.verdict == .no)
    }

    @Test func saysNoAfterTheLastPage() throws {
        let (own, lines) = try check(Self.project(""), [Self.page(1, of: 2), Self.page(2, of: 2)])
        #expect(own.verdict == .no && lines.count == 3)
    }

    @Test func saysUnknownWhenItCannotBeProven() throws {
        let (tooMany, lines) = try check(Self.project(""), (1...9).map { Self.page($0, of: 9) })
        #expect(tooMany.verdict == .unknown && tooMany.value["has_offer"] == "unknown")
        #expect(lines.count == 1 + Int(OwnOffer.pageLimit))
        let (noPaging, _) = try check(Self.project(""), [.body(#"{"success":true,"response":[]}"#)])
        #expect(noPaging.verdict == .unknown)
        #expect(noPaging.text.contains("Это не «нет»"))
        let (short, _) = try check(Self.project(""), [.body(Self.list(#"[{"id":1,"want_id":5}]"#, paging: #"{"page":1,"total":2,"limit":12}"#))])
        #expect(short.verdict == .unknown)
        for paging in [#"{"page":2,"total":1,"limit":12}"#, #"{"page":1,"total":1,"limit":12,"pages":0}"#] {
            let odd = Self.list(#"[{"id":1,"want_id":5}]"#, paging: paging)
            #expect(failureCode { _ = try check(Self.project(""), [.body(odd)]) } == "contract_drift", "\(paging)")
        }
        let (always, _) = try check(Self.project(""), [Self.page(1, of: 2)])
        #expect(always.verdict == .unknown, "a server that gives page 1 whatever was asked")
    }

    @Test func looksInTheListThoughTheProjectIsGone() throws {
        let (own, _) = try check(#"{"success":true,"response":null}"#, [.body(Self.list("[\(Self.offer)]"))])
        #expect(own.verdict == .yes)
    }

    @Test func doesNotTakeAFailedLookForNo() {
        let script = ScriptedKwork(["project": [.body(Self.project(#","has_offer":false"#))], "offers": [.failure(Failure("timeout", "x"))]])
        #expect(failureCode { _ = try script.kwork.ownOffer(projectID: 11) } == "timeout")
    }
}
