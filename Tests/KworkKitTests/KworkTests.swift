import Testing

@testable import KworkKit

@Suite struct KworkTests {
    static func body(_ response: String) -> String { #"{"success":true,"response":\#(response)}"# }

    static let own = #"{"id":"90","title":"Бот &amp; сайт","price":"1500","is_price_from":1,"orders_count":3,"activity":{"views":40,"earned":4500},"category_name":"Боты","category_id":37,"is_hidden":true,"edits_list":["Обложка"]}"#
    static let groups = #"[{"id":0,"kworks_count":5,"kworks":[\#(own)]},{"id":7,"kworks_count":5,"kworks":[\#(own)]},{"id":4,"kworks_count":0,"kworks":[]}]"#

    @Test func listsOwnKworksByStatus() throws {
        let fake = FakeKwork(["kworksStatusList": Self.body(Self.groups)])
        let kworks = try fake.kwork.myKworks()
        #expect(fake.requests == ["kworksStatusList"])
        #expect(kworks.text == """
            Свои кворки: 5 кворков
            • Активные (group_id=7): 5, показаны первые 1; дальше group_id=7, page=2
               [90] Бот & сайт: цена от 1500 ₽; заказов 3; просмотров 40; заработано 4500 ₽; рубрика «Боты» [37]; скрыт; нужны правки: Обложка
            Кворк целиком: get_kwork; отзывы и похожие: get_kwork_details.
            """)
        #expect(kworks.fitsItsSchema && kworks.value["count"] == 5)
    }

    @Test(arguments: [#"{"success":true,"paused":[\#(own)]}"#, body(#"{"paused_kworks":{"data":[\#(own)]}}"#)])
    func readsGroupsNamedByAWord(_ body: String) throws {
        let kworks = try FakeKwork(["kworksStatusList": body]).kwork.myKworks()
        #expect(kworks.text.contains("• На паузе (group_id=4): сколько всего, неизвестно, показаны первые 1") && kworks.fitsItsSchema)
    }

    @Test func readsAGroupInsideAGroup() throws {
        let nested = #"[{"id":7,"kworks_count":1,"kworks":[\#(Self.own),{"id":4,"kworks_count":1,"kworks":[{"id":91}]}]}]"#
        let kworks = try FakeKwork(["kworksStatusList": Self.body(nested)]).kwork.myKworks()
        #expect(kworks.groups.map(\.id) == [7, 4] && kworks.groups.map(\.kworks.count) == [1, 1])
    }

    @Test func tellsNoOwnKworksFromFailed() throws {
        #expect(try FakeKwork(["kworksStatusList": Self.body("[]")]).kwork.myKworks().text == "Своих кворков нет.")
        for odd in [#"{"success":true}"#, Self.body(#""x""#), Self.body("[1]"), Self.body(#"[{"id":7}]"#), Self.body(#"[{"id":7,"kworks":[{"title":"x"}]}]"#)] {
            #expect(failureCode { _ = try FakeKwork(["kworksStatusList": odd]).kwork.myKworks() } == "contract_drift", "\(odd)")
        }
    }

    @Test func readsAPageOfOneStatus() throws {
        let page = #"{"success":true,"response":[\#(Self.own)],"paging":{"page":2,"total":21,"limit":10}}"#
        let fake = FakeKwork(["actor": ProfileTests.actor, "userKworks": page])
        let kworks = try fake.kwork.myKworks(group: 7, page: 2)
        #expect(fake.requests == ["actor", "userKworks?user_id=42&status_id=7&page=2"])
        #expect(kworks.text.hasPrefix("Активные, на этой странице: 1 кворк\n"))
        #expect(kworks.value["next_page"] == 3 && kworks.fitsItsSchema)
    }

    static let card = #"""
        {"id":90,"kwork_title":"Бот","kwork_description":"Сделаю &laquo;бота&raquo;\nБыстро","default_kwork_price":1500,"term":"3 дня","orders_in_queue_count":2,
        "category":37,"short_user_info":{"id":7,"username":"anna","rating":"4.9","reviews_count":2,"is_online":0},
        "packages":[{"name":"Эконом","price":1500,"term":"3 дня","package_description":"Один экран"}],"additional_options":[{"id":4,"name":"Срочно","price":"500"}]}
        """#

    @Test(arguments: [card, "[\(card)]"])
    func showsAWholeKwork(_ response: String) throws {
        let fake = FakeKwork(["getKworkDetails": Self.body(response)])
        let kwork = try fake.kwork.kwork(id: 90)
        #expect(fake.requests == ["getKworkDetails?id=90"])
        for datum in ["Кворк 90: Бот", "Цена: 1500 ₽. Срок: 3 дня; заказов в очереди: 2", "@anna, id 7, рейтинг 4.9, 2 отзыва, не на сайте",
            "рубрика 37", "Пакет Эконом: 1500 ₽, срок 3 дня. Один экран", "Опция [4] Срочно: 500 ₽", "   Сделаю «бота»\n   Быстро", Show.untrusted]
        {
            #expect(kwork.text.contains(datum), "\(datum)")
        }
        #expect(kwork.fitsItsSchema && kwork.value["seller_rating"] == 4.9)
    }

    @Test func tellsAMissingKworkFromAnOddAnswer() {
        for path in ["getKworkDetails", "getKworkDetailsExtra"] {
            let read: (String) -> String = { body in
                let kwork = FakeKwork([path: body]).kwork
                return failureCode { if path == "getKworkDetails" { _ = try kwork.kwork(id: 1) } else { _ = try kwork.kworkExtras(id: 1) } }
            }
            #expect(read(Self.body("null")) == "not_found" && read(Self.body("[]")) == "not_found")
            #expect(read(Self.body(#"{"x":1}"#)) == "contract_drift" && read(Self.body("5")) == "contract_drift")
        }
    }

    @Test func showsReviewsAndSimilarKworks() throws {
        let similar = (1...7).map { #"{"id":\#($0),"title":"К\#($0)","price":500,"is_price_from":true,"worker":{"username":"w","rating":5}}"# }
        let response = #"""
            {"reviews_count":2,"goodReviews":"2","badReviews":0,"kwork_ratings":{"speed":5,"quality":4.5,"communication":5},
            "last_reviews":[{"id":1,"good":true,"text":"Ок","time_added":1700000000,"writer":{"username":"b"},"answer":{"text":"Да"}}],"similar_kworks":[\#(similar.joined(separator: ","))]}
            """#
        let extras = try FakeKwork(["getKworkDetailsExtra": Self.body(response)]).kwork.kworkExtras(id: 90)
        #expect(extras.text.hasPrefix("Кворк 90, отзывов: 2, положительных 2, отрицательных 0\nОценки: скорость 5, качество 4.5, общение 5\n"))
        #expect(extras.text.contains("   положительный, 14.11.2023 22:13 UTC, от @b [1]: Ок\n      Ответ: Да"))
        #expect(extras.text.contains("[5] К5, от 500 ₽, продавец @w, рейтинг 5\n   и ещё 2") && !extras.text.contains("[6]"))
        #expect(extras.fitsItsSchema && extras.value["similar_total"] == 7)
        let odd = FakeKwork(["getKworkDetailsExtra": Self.body(#"{"reviews_count":1,"similar_kworks":{}}"#)])
        #expect(failureCode { _ = try odd.kwork.kworkExtras(id: 90) } == "contract_drift")
    }

    @Test func switchesAKworkOnlyWhenKworkConfirms() throws {
        let fake = FakeKwork(["startKwork": Self.body(#"[{"message":"На модерации"}]"#), "pauseKwork": #"{"success":true}"#])
        let started = try fake.kwork.startKwork(id: 90)
        #expect(started.value["state"] == "accepted" && started.text.contains("«На модерации»") && started.fitsItsSchema)
        #expect(try fake.kwork.pauseKwork(id: 90).value["state"] == "paused")
        #expect(fake.requests.count == 2)
        let vague = FakeKwork(["startKwork": "{}", "pauseKwork": "{}"])
        #expect(failureCode { _ = try vague.kwork.startKwork(id: 90) } == "outcome_unknown")
        #expect(failureCode { _ = try vague.kwork.pauseKwork(id: 90) } == "outcome_unknown")
    }

    @Test func previewsASwitchWithWhatIsSwitched() throws {
        let kwork = FakeKwork(["kworksStatusList": Self.body(Self.groups)]).kwork
        #expect(try kwork.previewSwitch(id: 90, start: false).hasSuffix("[90] «Бот & сайт», цена 1500 ₽. Сейчас: Активные."))
        #expect(try kwork.previewSwitch(id: 1, start: true).contains("проверьте номер"))
    }
}

@Suite struct KworkTotalTests {
    @Test(arguments: [
        #"{"success":true,"response":[{"id":0,"name":"Все","kworks_count":2,"kworks":[{"id":1},{"id":2}]}]}"#, #"{"success":true,"response":{}}"#,
    ])
    func kworksThatOnlyTheTotalKnowsAreNotNone(_ body: String) {
        #expect(failureCode { _ = try FakeKwork(["kworksStatusList": body]).kwork.myKworks() } == "contract_drift")
    }
}
