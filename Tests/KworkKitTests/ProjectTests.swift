import Testing

@testable import KworkKit

@Suite struct ProjectTests {
    static let project = #"""
        {"id":11,"status":"active","user_id":5,"username":"boss","price":3000,"possible_price_limit":9000.5,
        "title":"Сайт &laquo;под ключ&raquo;","description":"Нужен сайт.\n\nСрочно &amp; хорошо","offers":4,"time_left":93600,
        "category_id":37,"date_confirm":"1700000000","user_hired_percent":"80","has_offer":true,"user_need_portfolio":0}
        """#

    @Test(arguments: [project, "[\(project)]"])
    func showsAProjectInFull(_ response: String) throws {
        let fake = FakeKwork(["project": #"{"success":true,"response":\#(response)}"#])
        let project = try fake.kwork.project(id: 11)
        #expect(fake.requests == ["project?id=11"])
        #expect(project.text == """
            Проект 11: Сайт «под ключ»
            Статус: active
            Заказчик: @boss, id 5, процент найма: 80%
            Цена: 3000 ₽ (допустимо до 9000.5 ₽)
            Предложений: 4
            Опубликован: 14.11.2023 22:13 UTC, осталось 1 д 2 ч
            Категория: 37
            Ваше предложение уже отправлено.
            Описание:
               Нужен сайт.

               Срочно & хорошо
            \(Show.untrusted)
            """)
        #expect(project.fitsItsSchema)
        #expect(project.value["published"] == "2023-11-14T22:13:20Z")
    }

    @Test func readsTheOtherNamesOfAField() throws {
        let body = #"{"success":true,"response":null,"name":"Имя","price":0,"price_from":700,"offers":0,"user_offers_count":6}"#
        let project = try FakeKwork(["project": body]).kwork.project(id: 3)
        #expect(project.text.contains("Проект 3: Имя") && project.text.contains("700 ₽"))
        #expect(project.text.contains("Предложений: 6"))
    }

    @Test func tellsAMissingProjectFromAnOddAnswer() {
        for missing in [#"{"success":true,"response":null}"#, #"{"success":true,"response":[]}"#] {
            #expect(failureCode { _ = try FakeKwork(["project": missing]).kwork.project(id: 1) } == "not_found")
        }
        for odd in [#"{"success":true,"response":[{},{}]}"#, #"{"success":true,"response":{"x":1}}"#] {
            #expect(failureCode { _ = try FakeKwork(["project": odd]).kwork.project(id: 1) } == "contract_drift")
        }
    }

    private func list(_ response: String) -> String {
        #"{"success":true,"response":\#(response),"paging":{"page":1,"total":25,"limit":12,"pages":3},"connects":{"active_connects":2,"all_connects":30}}"#
    }

    @Test func listsOneCategoryWithItsFilters() throws {
        let fake = FakeKwork(["projects": list("[\(Self.project)]")])
        let page = try fake.kwork.projects(ProjectFilter(
            .category(37), priceFrom: 0, priceTo: 100, hiringFrom: 50, maximumOffers: 5, query: "сайт", page: 1))
        #expect(fake.requests == [
            "projects?categories=37&price_from=0&price_to=100&hiring_from=50&kworks_filter_to=5&query=сайт&page=1"
        ])
        #expect(page.text == """
            Проекты (категория 37, запрос «сайт»), на этой странице: 1 проект
            1. [11] Сайт «под ключ»
               Цена: 3000 ₽ (допустимо до 9000.5 ₽); предложений: 4; процент найма: 80%; опубликован: 14.11.2023 22:13 UTC; заказчик: @boss; осталось: 1 д 2 ч; ваше предложение уже отправлено
               Нужен сайт. Срочно & хорошо
            Страница 1 из 3, всего 25. Следующая: page=2. Описание целиком: get_project.
            Коннекты: доступно 2 из 30.
            \(Show.untrusted)
            """)
        #expect(page.fitsItsSchema)
        #expect(page.value["paging"]?["next_page"] == 2)
    }

    @Test func namesTheFavouriteCategoriesOneByOne() throws {
        for response in [#"[{"id":1,"name":"a"},{"id":"2","name":"b"}]"#, #"{"categories":[{"id":1},{"id":2}]}"#] {
            let fake = FakeKwork([
                "favoriteCategories": #"{"success":true,"response":\#(response)}"#, "projects": list("[\(Self.project)]"),
            ])
            let page = try fake.kwork.projects(ProjectFilter(.favorites))
            #expect(fake.requests == ["favoriteCategories", "projects?categories=1,2&page=1"])
            #expect(page.value["category_ids"] == [1, 2] && page.fitsItsSchema)
        }
    }

    @Test func doesNotShowTheWholeExchangeForNoFavourites() {
        let fake = FakeKwork(["favoriteCategories": #"{"success":true,"response":[]}"#, "projects": list("[]")])
        #expect(failureCode { _ = try fake.kwork.projects(ProjectFilter(.favorites)) } == "validation")
        #expect(fake.requests == ["favoriteCategories"])
        let odd = FakeKwork(["favoriteCategories": #"{"success":true,"response":[{"name":"a"}]}"#])
        #expect(failureCode { _ = try odd.kwork.projects(ProjectFilter(.favorites)) } == "contract_drift")
    }

    @Test func asksForTheWholeExchangeByName() throws {
        let fake = FakeKwork(["projects": list("[\(Self.project)]").replacing(#""page":1"#, with: #""page":2"#)])
        _ = try fake.kwork.projects(ProjectFilter(.all, query: "  ", page: 2))
        #expect(fake.requests == ["projects?categories=all&page=2"])
    }

    @Test func tellsEmptyFromFailedAndFromBeyondTheEnd() throws {
        let empty = FakeKwork(["projects": #"{"success":true,"response":[],"paging":{"page":1,"total":0,"limit":12,"pages":0}}"#])
        #expect(try empty.kwork.projects(ProjectFilter(.all)).text == "Проектов нет (вся биржа).")
        let beyond = FakeKwork(["projects": #"{"success":true,"response":[],"paging":{"page":9,"total":25,"limit":12,"pages":3}}"#])
        #expect(try beyond.kwork.projects(ProjectFilter(.all, page: 9)).text
            == "На странице 9 проектов нет (вся биржа). Страница 9 из 3, всего 25.")
        for odd in [list("[]"), #"{"success":true}"#, list("{}"), list(#"[{"title":"x"}]"#), list("[[]]")] {
            #expect(failureCode { _ = try FakeKwork(["projects": odd]).kwork.projects(ProjectFilter(.all)) }
                == "contract_drift", "\(odd)")
        }
    }

    @Test func shortensDescriptionsInAListAndSaysWhereTheRestIs() throws {
        let long = String(repeating: "слово ", count: 100)
        let fake = FakeKwork(["projects": list(#"[{"id":1,"description":"\#(long)"}]"#)])
        let page = try fake.kwork.projects(ProjectFilter(.all))
        #expect(page.text.contains("Цена: не указана") && page.text.contains("get_project"))
        #expect(page.value["projects"]?.asArray?[0]["excerpt"]?.asString?.count == ProjectPage.excerptLength + 1)
    }

    @Test func checksHowModeAndCategoryGoTogether() throws {
        typealias Scope = ProjectFilter.Scope
        #expect(try Scope(mode: nil, categoryID: nil) == .favorites)
        #expect(try Scope(mode: "favorites", categoryID: nil) == .favorites)
        #expect(try Scope(mode: "all", categoryID: nil) == .all)
        #expect(try Scope(mode: nil, categoryID: 5) == .category(5))
        #expect(try Scope(mode: "category", categoryID: 5) == .category(5))
        #expect(failureCode { _ = try Scope(mode: "category", categoryID: nil) } == "validation")
        #expect(failureCode { _ = try Scope(mode: "all", categoryID: 5) } == "validation")
    }

    @Test func refusesAPriceRangeUpsideDown() {
        let fake = FakeKwork([:])
        let filter = ProjectFilter(.all, priceFrom: 10, priceTo: 5)
        #expect(failureCode { _ = try fake.kwork.projects(filter) } == "validation")
        #expect(fake.requests.isEmpty)
    }

    @Test(arguments: [
        #"{"archived_count":3,"exchange_response_count":"12"}"#,
        #"{"success":true,"response":{"archived_count":3,"exchange_response_count":12}}"#,
        #"{"success":true,"response":[{"archived_count":3,"exchange_response_count":12}]}"#,
        #"{"success":true,"archived_count":3,"exchange_response_count":12}"#,
    ])
    func readsTheThreeShapesOfExchangeInfo(_ body: String) throws {
        let info = try FakeKwork(["exchangeInfo": body]).kwork.exchangeInfo()
        #expect(info.text == """
            Биржа проектов, ваши показатели:
            Откликов на бирже (exchange_response_count): 12
            В архиве (archived_count): 3
            """)
        #expect(info.value == ["exchange_response_count": 12, "archived_count": 3, "others": []])
        #expect(info.fitsItsSchema)
    }

    @Test func showsNumbersOfExchangeInfoItDoesNotKnow() throws {
        let info = try FakeKwork(["exchangeInfo": #"{"success":true,"response":[{"archived_count":0,"new_count":1.5}],"note":"да"}"#]).kwork.exchangeInfo()
        #expect(info.text.contains("new_count: 1.5") && info.text.contains("note: да"))
        #expect(info.fitsItsSchema)
    }

    @Test(arguments: ["{}", #"{"success":true}"#, #"{"success":true,"response":[]}"#, #"{"success":true,"response":"x"}"#])
    func doesNotCallSuccessAloneExchangeInfo(_ body: String) {
        #expect(failureCode { _ = try FakeKwork(["exchangeInfo": body]).kwork.exchangeInfo() } == "contract_drift")
    }
}
