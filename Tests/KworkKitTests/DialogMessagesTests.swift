import Testing

@testable import KworkKit

@Suite struct DialogMessagesTests {
    private static let first = #"""
        {"message_id":901,"from_id":7,"from_username":"anna","to_id":42,"to_username":"ivan","message":"  Смотри &lt;тут&gt;:\n\n a&amp;b","time":1700000000,
        "updated_at":1700000000,"unread":true,"type":null,"created_order_id":77,
        "files":[{"id":3,"name":"тз &amp; план.pdf","size":12800,"file_url":"https://kwork.ru/files/3"},{"path":"голос.ogg","is_voice_message":1}],
        "quote":{"reply_message_id":899,"reply_message_displayed_text":"Где&nbsp;файл?"}}
        """#
    private static let second = #"""
        {"message_id":"902","from_username":"ivan","message":"","time":"1700000060","updated_at":1700000120,"unread":0,"type":"custom_request_new",
        "custom_request":{"budget":"5000.00","duration":"3"},"forwarded":true}
        """#

    private static func answer(_ rows: String, paging: String = #"{"page":3,"total":120,"limit":50,"pages":3}"#) -> String {
        #"{"success":true,"response":\#(rows),"paging":\#(paging)}"#
    }

    @Test func showsMessagesOldestFirstWithEveryDatum() throws {
        let fake = FakeKwork(["inboxes": Self.answer("[\(Self.second),\(Self.first)]")])
        let dialog = try fake.kwork.dialog(with: " @anna ", page: nil)
        #expect(fake.requests == ["inboxes?username=anna"])
        #expect(dialog.text == """
            Диалог с @anna, от старых к новым, на этой странице: 2 сообщения
            [901] 14.11.2023 22:13 UTC, @anna, не прочитано
               в ответ на [899]: «Где файл?»
               >   Смотри <тут>:

               >  a&b
               заказ: 77
               файл: тз & план.pdf (12.5 КБ, id 3) https://kwork.ru/files/3
               файл: — (голосовое сообщение) голос.ogg
            [902] 14.11.2023 22:14 UTC, @ivan, изменено 14.11.2023 22:15 UTC, переслано, вид: custom_request_new
               (без текста)
               условия: бюджет 5000 ₽, срок 3 дня
            Страница 3 из 3, сообщений всего 120. Более старые: page=2.
            \(Show.untrusted)
            """)
        #expect(dialog.fitsItsSchema)
        #expect(dialog.value["paging"]?["older_page"] == 2 && dialog.value["paging"]?["newer_page"] == nil)
        #expect(dialog.value["messages"]?.asArray?[0]["text"] == "  Смотри <тут>:\n\n a&b")
    }

    @Test func showsWhatIsOffered() throws {
        let rows = #"[{"message_id":1,"message":"x","type":"offer_kwork_new","inbox_order":{"order_id":9,"status":"new","budget":5000.5,"duration":259200,"order":{"kwork_title":"Бот &quot;А&quot;","totaldays":3}}},{"message_id":2,"message":"x","inbox_order":{"duration":93600}}]"#
        let text = try FakeKwork(["inboxes": Self.answer(rows)]).kwork.dialog(with: "a", page: nil).text
        #expect(text.contains("условия: «Бот \"А\"», бюджет 5000.5 ₽, срок 3 дня, статус new\n   заказ: 9"))
        #expect(text.contains("условия: срок 1 д 2 ч"))
    }

    /// 120 messages: the oldest page is the short one, and without a page the newest comes.
    private func history(_ page: Int64?) -> FakeKwork {
        let number = page ?? 3
        let range = number == 1 ? 1...20 : number == 2 ? 21...70 : 71...120
        let rows = range.map { #"{"message_id":\#($0),"from_username":"anna","message":"m\#($0)","time":\#(1_700_000_000 + $0)}"# }
        return FakeKwork(["inboxes": Self.answer("[\(rows.reversed().joined(separator: ","))]", paging: #"{"page":\#(number),"total":120,"limit":50,"pages":3}"#)])
    }

    @Test(arguments: [(nil, 71, 120, 2, nil), (3, 71, 120, 2, nil), (2, 21, 70, 1, 3), (1, 1, 20, nil, 2)] as [(Int64?, Int64, Int64, Int64?, Int64?)])
    func pagesThroughALongDialog(_ page: Int64?, _ first: Int64, _ last: Int64, _ older: Int64?, _ newer: Int64?) throws {
        let fake = history(page)
        let dialog = try fake.kwork.dialog(with: "anna", page: page)
        #expect(fake.requests == [page.map { "inboxes?username=anna&page=\($0)" } ?? "inboxes?username=anna"])
        #expect(dialog.messages.first?.id == first && dialog.messages.last?.id == last)
        #expect(dialog.paging.older == older && dialog.paging.newer == newer)
    }

    @Test func knowsTheNewestPageThoughItsNumberIsNotSaid() throws {
        let rows = #"[{"message_id":1,"message":"x","time":1}]"#
        let counted = try FakeKwork(["inboxes": Self.answer(rows, paging: #"{"total":120,"limit":50}"#)]).kwork.dialog(with: "anna", page: nil)
        #expect(counted.paging.page == 3 && counted.paging.older == 2)
        let silent = try FakeKwork(["inboxes": #"{"success":true,"response":\#(rows)}"#]).kwork.dialog(with: "anna", page: nil)
        #expect(silent.text.contains("\nПоследняя страница. Сколько всего сообщений, Kwork не сказал") && silent.fitsItsSchema)
    }

    @Test func findsADialogByTheNumberOfTheOther() throws {
        let fake = FakeKwork(["user": ProfileTests.user, "inboxes": Self.answer(#"[{"message_id":1,"message":"x","time":1}]"#)])
        #expect(try fake.kwork.dialog(withUser: 7, page: nil).username == "anna")
        #expect(fake.requests == ["user?id=7", "inboxes?username=anna"])
        let nameless = FakeKwork(["user": #"{"success":true,"response":{"id":7}}"#])
        #expect(failureCode { _ = try nameless.kwork.dialog(withUser: 7, page: nil) } == "contract_drift")
    }

    @Test func sortsByTimeThenByNumber() throws {
        let rows = [(5, 20), (4, 20), (9, 10)].map { #"{"message_id":\#($0.0),"message":"x","time":\#($0.1)}"# }
        let dialog = try FakeKwork(["inboxes": Self.answer("[\(rows.joined(separator: ","))]")]).kwork.dialog(with: "a", page: nil)
        #expect(dialog.messages.map(\.id) == [9, 4, 5])
    }

    @Test func tellsAnEmptyDialogFromAnOddAnswer() throws {
        for empty in [#"{"success":true,"response":[]}"#, Self.answer("[]", paging: #"{"page":1,"total":0,"limit":50,"pages":0}"#)] {
            #expect(try FakeKwork(["inboxes": empty]).kwork.dialog(with: "anna", page: nil).text.hasPrefix("Сообщений с @anna нет."))
        }
        let beyond = try FakeKwork(["inboxes": Self.answer("[]", paging: #"{"page":9,"total":120,"limit":50,"pages":3}"#)]).kwork.dialog(with: "anna", page: 9)
        #expect(beyond.text.hasPrefix("На этой странице диалога с @anna сообщений нет. Страница 9 из 3"))
        #expect(beyond.paging.older == 3)
        for odd in [Self.answer("[]"), #"{"success":true}"#, Self.answer("{}"), Self.answer(#"[{"message":"x"}]"#), Self.answer(#"[{"message_id":1}]"#), Self.answer("[1]")] {
            #expect(failureCode { _ = try FakeKwork(["inboxes": odd]).kwork.dialog(with: "anna", page: nil) } == "contract_drift", "\(odd)")
        }
    }

    @Test(arguments: ["", "@", "  "])
    func sendsNothingForAnEmptyLogin(_ name: String) {
        let fake = FakeKwork([:])
        #expect(failureCode { _ = try fake.kwork.dialog(with: name, page: nil) } == "validation")
        #expect(fake.requests.isEmpty)
    }
}
