import Testing

@testable import KworkKit

@Suite struct NotificationTests {
    static func body(_ response: String) -> String { #"{"success":true,"response":\#(response)}"# }
    static let none = body("[]")
    static let paths = ["projects", "dialogs", "workerOrders", "payerOrders", "notifications"]
    static let dialogs = body(#"[{"user_id":7,"username":"anna","unread_count":2},{"user_id":8,"username":"boris","unread_count":0}]"#)

    @Test func showsGroupsAndLooseNotifications() throws {
        let rows = #"""
            [{"name":"Заказы","description":"Новое","is_red":1,"entity_type":"order","notifications":[{"id":"5","text":"Сдан &quot;этап&quot;","date":1700000000,"entity_id":12,"link":"/track?id=12"}]},
            {"message":"Привет","created_at":1700000000}]
            """#
        let list = try FakeKwork(["notifications": Self.body(rows)]).kwork.notifications()
        #expect(list.text == """
            Уведомления: 2 события, 2 группы
            • Заказы (важное), о чём: order. Новое
               14.11.2023 22:13 UTC; Сдан "этап"; номер 12; /track?id=12 [5]
            • Без группы
               14.11.2023 22:13 UTC; Привет
            \(Show.untrusted)
            """)
        #expect(list.fitsItsSchema && list.value["count"] == 2)
    }

    @Test(arguments: [none, body("null"), #"{"success":true}"#, body(#"{"notifications":[]}"#)])
    func saysThatThereIsNothing(_ body: String) throws {
        #expect(try FakeKwork(["notifications": body]).kwork.notifications().text == "Новых уведомлений нет.")
    }

    @Test(arguments: [body("{}"), body(#""x""#), body("[1]"), body(#"[{"id":1}]"#), body(#"[{"name":"x","notifications":{}}]"#), body(#"[{"name":"x","notifications":[1]}]"#)])
    func doesNotTakeAnOddAnswerForNothing(_ body: String) {
        #expect(failureCode { _ = try FakeKwork(["notifications": body]).kwork.notifications() } == "contract_drift")
    }

    @Test func tellsKnownEmptyAndFailedPartsOfTheNewsApart() throws {
        let fake = FakeKwork(["dialogs": Self.dialogs, "notifications": Self.none])
        let news = try fake.kwork.news()
        #expect(news.value["dialogs"]?["status"] == "known" && news.value["dialogs"]?["dialogs"]?.asArray?.count == 1)
        #expect(news.value["notifications"]?["status"] == "empty")
        for part in ["projects", "orders", "deliveries"] {
            #expect(news.value[part]?["status"] == "failed" && news.value[part]?["problem_code"] == "test", "\(part)")
        }
        #expect(news.text.contains("@anna") && !news.text.contains("@boris"))
        #expect(news.text.contains("Заказы, которые ждут вас: узнать не удалось. no body for workerOrders"))
        #expect(news.text.contains("Уведомления: новых нет") && news.fitsItsSchema)
    }

    @Test func asksForEachPartOnceAndInOrder() throws {
        let fake = FakeKwork(["dialogs": Self.dialogs, "notifications": Self.none, "workerOrders": Self.none, "payerOrders": Self.none])
        _ = try fake.kwork.news()
        let asked = fake.requests.map { String($0.prefix { $0 != "?" }) }.filter(Self.paths.contains)
        #expect(Array(asked.suffix(4)) == ["dialogs", "workerOrders", "payerOrders", "notifications"])
        #expect(fake.requests.contains { $0.hasPrefix("workerOrders?") && $0.contains("filter=active") })
        #expect(fake.requests.contains { $0.hasPrefix("payerOrders?") && $0.contains("filter=delivered") })
    }

    @Test func failsTheNewsWhenNothingAtAllIsKnown() {
        #expect(failureCode { _ = try FakeKwork([:]).kwork.news() } == "test")
    }

    @Test func asksNothingMoreAfterTheSignInFailed() {
        var count = 0
        let kwork = Kwork { _ in
            count += 1
            throw Failure("auth_failed", "нет")
        }
        #expect(failureCode { _ = try kwork.news() } == "auth_failed" && count == 1)
    }
}
