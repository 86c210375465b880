import Testing

@testable import KworkKit

@Suite struct OrderTests {
    static let row = #"""
        {"id":"71","kwork_title":"Бот &laquo;под ключ&raquo;","display_title":"","status":"3","price":"3500.5","time_added":"1700000000","deadline":1700100000,
        "time_left":"2 дн.","time_is_lost":0,"in_work":1,"unread_tracks":"2","has_stages":1,"progress":60,"is_cancel_request":false,"payment_type":1,
        "can\#u{0441}el_reason":"Передумал &amp; ушёл","time_can\#u{0441}el":1700050000,"payer":{"id":"9","username":"anna","is_online":1},"order_note":"важный"}
        """#

    static func list(_ rows: String, paging: String = #"{"page":1,"total":45,"limit":20}"#) -> String {
        #"{"success":true,"response":{"filter":"all","filter_counts":{"active":2,"all":"45"},"orders":\#(rows),"paging":\#(paging)}}"#
    }

    @Test func listsSellersOrdersWithEveryDatum() throws {
        let fake = FakeKwork(["workerOrders": Self.list("[\(Self.row)]")])
        let orders = try fake.kwork.sellerOrders(filter: "all", page: 1)
        #expect(fake.requests == ["workerOrders?filter=all&page=1"])
        for datum in ["[71] Бот «под ключ»", "статус: отменён", "3500.5 ₽", "@anna, id 9, онлайн", "осталось: 2 дн.", "причина отмены: Передумал & ушёл",
            "отменён 15.11.2023 12:06 UTC", "непрочитанных в чате: 2", "есть этапы", "готовность 60%", "по подписке", "ваша заметка: важный",
            "Всего по фильтрам: активные 2, все 45", "Страница 1 из 3, всего 45. Следующая: page=2."]
        {
            #expect(orders.text.contains(datum), "\(datum)")
        }
        let order = orders.value["orders"]?.asArray?[0]
        #expect(order?["cancel_reason"] == "Передумал & ушёл" && order?["status"] == 3 && order?["buyer_id"] == 9 && order?["status_name"] == "отменён")
        #expect(orders.fitsItsSchema && orders.value["paging"]?["pages"] == 3)
    }

    @Test func readsTheTwoKeysInLatinLettersToo() throws {
        let row = #"{"id":1,"status":3,"cancel_reason":"x","time_cancel":1700050000}"#
        let order = try FakeKwork(["workerOrders": Self.list("[\(row)]")]).kwork.sellerOrders(filter: "all", page: 1).value["orders"]?.asArray?[0]
        #expect(order?["cancel_reason"] == "x" && order?["cancelled"]?.asString == "2023-11-15T12:06:40Z")
    }

    @Test(arguments: [(1, "в работе"), (2, "арбитраж"), (3, "отменён"), (4, "на проверке"), (5, "завершён"), (6, "нужна оплата"), (17, "статус 17")])
    func namesStates(_ status: Int, _ name: String) throws {
        let orders = try FakeKwork(["payerOrders": Self.list(#"[{"id":1,"status":\#(status)}]"#)]).kwork.buyerOrders(filter: "all", page: 1)
        #expect(orders.text.contains("статус: \(name)") && orders.value["orders"]?.asArray?[0]["status_name"]?.asString == name)
    }

    @Test func takesABareListAndAnEnvelope() throws {
        for body in [#"{"success":true,"response":[{"id":5}]}"#, #"{"success":true,"orders":[{"id":5}],"paging":{"page":1,"total":1,"limit":20}}"#] {
            #expect(try FakeKwork(["workerOrders": body]).kwork.sellerOrders(filter: "all", page: 1).value["count"] == 1)
        }
    }

    @Test func tellsNoOrdersFromFailed() throws {
        let none = Self.list("[]", paging: #"{"page":1,"total":0,"limit":20}"#)
        #expect(try FakeKwork(["workerOrders": none]).kwork.sellerOrders(filter: "unpaid", page: 1).text.hasPrefix("Заказы, где вы продавец (неоплаченные): заказов нет."))
        for odd in [#"{"success":true}"#, #"{"success":true,"response":{}}"#, #"{"success":true,"response":{"filter":"all"}}"#, Self.list("{}"), Self.list("[1]"), Self.list(#"[{"title":"x"}]"#), Self.list("[]")] {
            #expect(failureCode { _ = try FakeKwork(["workerOrders": odd]).kwork.sellerOrders(filter: "all", page: 1) } == "contract_drift", "\(odd)")
        }
    }

    static let details = #"""
        {"details":{"description":"Бот &amp; инструкция","files":[{"fname":"ТЗ.docx","size":2048,"url":"https://x/1"}]},
        "stages":[{"id":8,"number":1,"title":"Макет","status":"3","price":"2000","progress":100}],
        "key_tracks":[\#((1...12).map { #"{"id":\#($0),"created_at":1700000000,"title":"Событие \#($0)"}"# }.joined(separator: ","))],
        "attention_tracks":[{"track_id":12,"title":"Ответьте"}],"draft_details":{"message":"Черновик"}}
        """#

    @Test(arguments: [#"{"success":true,"response":\#(details)}"#, #"{"success":true,"response":[\#(details)]}"#])
    func readsDetailsAsObjectAndAsListOfOne(_ body: String) throws {
        let order = try FakeKwork(["getOrderDetails": body, "getOrderHeader": OrderStepTests.header]).kwork.orderDetails(id: 71)
        #expect(order.text.hasPrefix("Заказ 71 «Бот «Уют»», 6000 ₽, покупатель @anna, продавец @elena, статус: на проверке\n") && order.value["status"] == 4)
        for datum in ["Бот & инструкция", "ТЗ.docx (2 КБ) https://x/1", "1. Макет: статус: готов; цена 2000 ₽; готовность 100%; id 8", "всего событий 12",
            "показаны последние 10", "Событие 3 [3]", "Событие 12 [12]", "Ответьте [12]", "Черновик"]
        {
            #expect(order.text.contains(datum), "\(datum)")
        }
        #expect(!order.text.contains("Событие 2 ") && order.fitsItsSchema && order.value["events_total"] == 12)
        #expect(order.value["events"]?.asArray?.count == 10)
    }

    @Test func showsTheRestWhenTheStatusCannotBeLearned() throws {
        let details = #"{"success":true,"response":\#(Self.details)}"#
        let order = try FakeKwork(["getOrderDetails": details, "getOrderHeader": #"{"success":true,"response":{"order":{"id":71}}}"#]).kwork.orderDetails(id: 71)
        #expect(order.text.hasPrefix("Заказ 71, статус узнать не удалось: ") && order.value["status"] == nil && order.fitsItsSchema)
        let late = ScriptedKwork(["getOrderDetails": [.body(details)], "getOrderHeader": [.failure(Failure("timeout", "x"))]])
        #expect(failureCode { _ = try late.kwork.orderDetails(id: 71) } == "timeout")
    }

    @Test func tellsNoOrderFromDrift() {
        for none in [#"{"success":true,"response":null}"#, #"{"success":true,"response":[]}"#] {
            #expect(failureCode { _ = try FakeKwork(["getOrderDetails": none, "getOrderHeader": none]).kwork.orderDetails(id: 7) } == "not_found")
        }
        for odd in [#"{"success":true,"response":"x"}"#, #"{"success":true,"response":{"id":1}}"#, #"{"success":true,"response":{"details":{},"stages":5}}"#] {
            #expect(failureCode { _ = try FakeKwork(["getOrderDetails": odd, "getOrderHeader": odd]).kwork.orderDetails(id: 7) } == "contract_drift", "\(odd)")
        }
    }

    @Test func readsTheChatFromOldToNew() throws {
        let body = #"""
            {"success":true,"response":{"messages":[
            {"id":12,"sent_timestamp":1700000600,"text":"Да &quot;успею&quot;\n\n ","from_id":9,"from_name":"anna","is_unread":1,"files":[],"quote":{"id":11,"text":"Успеете?"}},
            {"id":"11","sent_timestamp":1700000000,"title":"Заказ создан","text":"","from_id":0}]}}
            """#
        let fake = FakeKwork(["getTracks": body])
        let tracks = try fake.kwork.tracks(orderID: 71, trackID: 12, direction: "around", limit: 5)
        #expect(fake.requests == ["getTracks?orderId=71&trackId=12&direction=around&limit=5"])
        #expect(tracks.value["tracks"]?.asArray?.compactMap { $0["id"]?.asInteger } == [11, 12])
        #expect(tracks.value["tracks"]?.asArray?[1]["text"] == "Да \"успею\"\n\n ")
        #expect(tracks.text.contains("событие: Заказ создан") && tracks.text.contains("не прочитано") && tracks.text.contains("в ответ на [11]: «Успеете?»"))
        #expect(tracks.fitsItsSchema)
        #expect(failureCode { _ = try fake.kwork.tracks(orderID: 71, trackID: nil, direction: "after", limit: nil) } == "validation")
    }
}

@Suite struct OrderStepTests {
    @Test func sendsNoMoreThanItWasGiven() throws {
        let script = ScriptedKwork(["sendOrderForApproval": [.body(#"{"success":true}"#)]])
        let step = try script.kwork.sendForApproval(Delivery(orderID: 71, metrics: [5], stageIDs: [8, 9], fileIDs: [31]))
        #expect(script.lines == ["POST sendOrderForApproval?orderId=71&metrics[]=5&stageIds[]=8&stageIds[]=9&filesIds[]=31"])
        #expect(script.requests[0].effect == .write && step.value["step"] == "sent_for_approval" && step.fitsItsSchema)
    }

    @Test func approvesAndSendsBack() throws {
        let script = ScriptedKwork([
            "getOrderHeader": [.body(Self.header)], "approveOrder": [.body(#"{"success":true,"response":[]}"#)], "sendOrderForRevision": [.body(#"{"success":true}"#)],
        ])
        #expect(try script.kwork.approveOrder(id: 71, addToPortfolio: false).value["step"] == "approved")
        let revision = try Revision(orderID: 71, text: "Крупнее & \"теплее\"", fileIDs: [3], stageIDs: [])
        #expect(try script.kwork.sendForRevision(revision).value["step"] == "sent_for_revision")
        #expect(script.requests.map(\.checkWith) == ["", "get_order_details (order_id=71)", "get_order_details (order_id=71)"])
        #expect(script.lines == ["POST getOrderHeader?orderId=71", "POST approveOrder?orderId=71&portfolio=0", "POST sendOrderForRevision?orderId=71&revision=Крупнее & \"теплее\"&files[]=3"])
    }

    static let header = #"{"success":true,"response":[{"order":{"id":71,"title":"Бот &laquo;Уют&raquo;","status":4,"price":6000,"isApproveDeliveryAvailable":true},"worker":{"username":"elena"},"payer":{"username":"anna"}}]}"#

    @Test func showsAPersonWhatIsAtStake() throws {
        let header = Self.header
        let text = try FakeKwork(["getOrderHeader": header]).kwork.previewApproval(id: 71, addToPortfolio: true)
        for datum in ["Деньги уйдут продавцу", "Заказ 71", "Бот «Уют»", "6000 ₽", "@elena", "на проверке", "портфолио продавца: да"] {
            #expect(text.contains(datum), "\(datum)")
        }
        let early = header.replacing("true},\"worker\"", with: "false},\"worker\"")
        #expect(failureCode { _ = try FakeKwork(["getOrderHeader": early]).kwork.previewApproval(id: 71, addToPortfolio: true) } == "validation")
    }

    @Test func aChatMessageWithoutANumberIsNoSuccess() throws {
        let sent = ScriptedKwork(["inboxCreate": [.body(#"{"success":true,"response":{"id":"905","time":1700000000}}"#)]])
        let track = try sent.kwork.sendTrack(NewMessage(text: " Да & нет ", fileIDs: [31]), orderID: 71, to: 9)
        #expect(sent.lines == ["POST inboxCreate?user_id=9&order_id=71&uploaded_files[]=31 text= Да & нет "])
        #expect(sent.requests[0].checkWith == "list_tracks (order_id=71)" && track.value["track_id"] == 905 && track.fitsItsSchema)
        let silent = ScriptedKwork(["inboxCreate": [.body(#"{"success":true}"#)]])
        #expect(failureCode { _ = try silent.kwork.sendTrack(NewMessage(text: "x"), orderID: 71, to: 9) } == "outcome_unknown")
    }
}
