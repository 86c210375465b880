import Testing

@testable import KworkKit

@Suite struct DialogTests {
    static let dialog = #"""
        {"user_id":"7","username":"anna","unread":1,"unread_count":2,"last_message":"Когда &quot;будет&quot; готово?\nЖду","time":1700000000,
        "lastMessage":{"fromUsername":"anna","message":"x"},"is_online":1,"archived":false,"isStarred":true,"is_important":0,
        "allowedDialog":true,"blocked_by_user":false,"has_active_order":true,"active_orders":[{"id":12,"title":"Сайт"}],"draft":""}
        """#

    static func list(_ rows: String, paging: String = #"{"page":1,"total":57,"limit":20}"#) -> String {
        #"{"success":true,"response":\#(rows),"paging":\#(paging),"filter_counts":{"unread":3,"archived":1}}"#
    }

    @Test func listsDialogsWithEveryDatum() throws {
        let fake = FakeKwork(["dialogs": Self.list("[\(Self.dialog)]")])
        let page = try fake.kwork.dialogs(page: 1)
        #expect(fake.requests == ["dialogs?page=1"])
        #expect(page.text == """
            Диалоги, на этой странице: 1 диалог (всего непрочитанных 3, в архиве 1)
            1. @anna, id 7: непрочитанных: 2; онлайн; в избранном; заказы: 12 «Сайт»
               14.11.2023 22:13 UTC, @anna: Когда "будет" готово? Жду
            Страница 1 из 3, всего 57. Следующая: page=2. Сообщения целиком: get_dialog.
            \(Show.untrusted)
            """)
        #expect(page.fitsItsSchema && page.value["paging"]?["pages"] == 3)
        #expect(page.value["dialogs"]?.asArray?[0]["unread_count"] == 2)
    }

    @Test func readsADialogOfWhichMostIsMissing() throws {
        let page = try FakeKwork(["dialogs": #"{"success":true,"response":[{"username":"b","unread":1,"last_message":null}]}"#]).kwork.dialogs(page: 1)
        #expect(page.text.contains("1. @b: непрочитанных: 1\n   —: —") && page.fitsItsSchema)
    }

    @Test func marksWhatStandsInTheWay() throws {
        let row = #"{"username":"b","allowedDialog":0,"blocked_by_user":"1","archived":1,"is_important":true,"has_active_order":1,"draft":"Чер","lastMessage":{"originText":"Было","time":"1700000000"}}"#
        let text = try FakeKwork(["dialogs": Self.list("[\(row)]")]).kwork.dialogs(page: 1).text
        for datum in ["есть ли непрочитанные, неизвестно", "важный", "в архиве", "писать нельзя", "собеседник вас заблокировал", "есть активный заказ", "черновик: Чер", "22:13 UTC: Было"] {
            #expect(text.contains(datum), "\(datum)")
        }
    }

    @Test func shortensTheLastMessage() throws {
        let long = String(repeating: "а", count: 200)
        let page = try FakeKwork(["dialogs": Self.list(#"[{"username":"b","last_message":"\#(long)"}]"#)]).kwork.dialogs(page: 1)
        #expect(page.value["dialogs"]?.asArray?[0]["last_message"]?.asString == String(repeating: "а", count: 80) + "…")
    }

    @Test func tellsNoDialogsFromFailedAndFromBeyondTheEnd() throws {
        #expect(try FakeKwork(["dialogs": #"{"success":true,"response":[]}"#]).kwork.dialogs(page: 1).text == "Диалогов нет.")
        #expect(try FakeKwork(["dialogs": Self.list("[]", paging: #"{"page":9,"total":57,"limit":20}"#)]).kwork.dialogs(page: 9).text.hasPrefix("На странице 9 диалогов нет."))
        for odd in [Self.list("[]"), #"{"success":true}"#, Self.list("{}"), Self.list(#"[{"user_id":1}]"#), Self.list("[1]")] {
            #expect(failureCode { _ = try FakeKwork(["dialogs": odd]).kwork.dialogs(page: 1) } == "contract_drift", "\(odd)")
        }
    }

    @Test func searchesDialogs() throws {
        let fake = FakeKwork(["searchDialogs": Self.list("[\(Self.dialog)]", paging: #"{"page":2,"total":21,"limit":20}"#)])
        let page = try fake.kwork.searchDialogs(" анна ", page: 2)
        #expect(fake.requests == ["searchDialogs?query=анна&page=2"])
        #expect(page.text.hasPrefix("Диалоги по запросу «анна», на этой странице: 1 диалог") && page.fitsItsSchema)
        #expect(failureCode { _ = try fake.kwork.searchDialogs(" а ", page: 1) } == "validation")
        #expect(fake.requests.count == 1)
        let none = FakeKwork(["searchDialogs": #"{"success":true,"response":[]}"#])
        #expect(try none.kwork.searchDialogs("ян", page: 1).text == "Диалогов по запросу «ян» нет.")
    }

    @Test func searchesMessagesOfOneUser() throws {
        let rows = #"[{"id":"901","conversation_id":5,"phrase":"про &laquo;срок&raquo;"},{"id":902,"phrase":null}]"#
        let fake = FakeKwork(["searchMessages": #"{"success":true,"response":\#(rows),"paging":{"page":1,"total":2,"limit":20,"pages":1}}"#])
        let found = try fake.kwork.searchMessages(" срок", userID: 7, page: 1)
        #expect(fake.requests == ["searchMessages?text=срок&userId=7&page=1"])
        #expect(found.text == """
            Сообщения по запросу «срок» у собеседника с id 7, на этой странице: 2 сообщения
            1. [901] про «срок»
            2. [902] —
            Страница 1 из 1, всего 2. Вокруг них: get_dialog.
            \(Show.untrusted)
            """)
        #expect(found.fitsItsSchema)
        let none = FakeKwork(["searchMessages": #"{"success":true,"response":[]}"#])
        #expect(try none.kwork.searchMessages("x", userID: 7, page: 1).text.hasSuffix("нет."))
        #expect(failureCode { _ = try none.kwork.searchMessages(" ", userID: 7, page: 1) } == "validation")
        let odd = FakeKwork(["searchMessages": #"{"success":true,"response":[{"phrase":"x"}]}"#])
        #expect(failureCode { _ = try odd.kwork.searchMessages("x", userID: 7, page: 1) } == "contract_drift")
    }
}
