import Testing

@testable import KworkSandbox

@Suite("Answers and their quirks")
struct AnswerTests {
    private func ids(_ reply: Reply) -> [Int] {
        reply.parsed?["response"]?.elements?.compactMap { $0["id"]?.integer } ?? []
    }

    @Test("The own account tells the rating as text and money with fractions")
    func actor() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let me = rehearsal.api("actor", query: "token=\(token)").parsed?["response"]
        #expect(me?["rating"] == "4.9")
        #expect(me?["free_amount"] == 18_450.75)
        #expect(me?["currency"] == "RUB")
        #expect(me?["profession"] == "Разработчик ботов и парсеров")
        #expect(me?["specialization"] == nil)
    }

    @Test("The exchange comes in pages of twelve with paging and connects beside it")
    func paging() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        var seen: [Int] = []
        for (page, count) in [(1, 12), (2, 12), (3, 2), (4, 0)] {
            let reply = rehearsal.api("projects", query: "categories=&page=\(page)&token=\(token)")
            #expect(ids(reply).count == count)
            #expect(reply.parsed?["paging"] == ["limit": 12, "page": .integer(page), "pages": 3, "total": 26])
            #expect(reply.parsed?["connects"] == ["active_connects": 27, "all_connects": 30, "update_time": -1])
            seen += ids(reply)
        }
        #expect(Set(seen).count == 26)
        #expect(!seen.contains(3_009_511))
    }

    @Test("Empty, missing and 'all' categories are the whole exchange, ids narrow it, parents include their children",
        arguments: [("categories=", 26), ("", 26), ("categories=all", 26), ("categories=41,39,79", 13), ("categories=11", 18), ("categories=999", 0)])
    func categories(query: String, total: Int) {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.api("projects", query: query + "&token=\(token)").parsed?["paging"]?["total"] == .integer(total))
    }

    @Test("Filters: prices and the upper bound of offers are inclusive, the lower bound of offers is not",
        arguments: [
            ("price_from=60000", 2), ("price_to=2500", 2), ("price_from=2500&price_to=3000", 3), ("hiring_from=100", 5),
            ("kworks_filter_to=4", 2), ("kworks_filter_from=40", 1), ("query=%D0%B1%D0%BE%D1%82", 3), ("query=%D0%A2%D0%95%D0%9B%D0%95%D0%93%D0%A0%D0%90%D0%9C", 1),
        ])
    func filters(query: String, total: Int) {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.api("projects", query: query + "&token=\(token)").parsed?["paging"]?["total"] == .integer(total))
    }

    @Test("Texts are HTML-escaped and without blank lines")
    func escaping() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let project = rehearsal.api("project", query: "id=3010126&token=\(token)").parsed?["response"]
        #expect(project?["title"] == "Телеграм-бот для магазина &laquo;Уют&raquo;")
        #expect(project?["description"]?.text?.contains("делали &amp; сколько") == true)
        #expect(project?["description"]?.text?.contains("\n\n") == false)
        #expect(project?["description"]?.text?.contains("\n") == true)
    }

    @Test("A single project is an object or a list of one; an unknown one is a success without response")
    func singleProject() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.api("project", query: "id=3010126&token=\(token)").parsed?["response"]?["id"] == 3_010_126)
        #expect(rehearsal.api("project", query: "id=3010101&token=\(token)").parsed?["response"]?[0]?["id"] == 3_010_101)
        #expect(rehearsal.api("project", query: "id=3009511&token=\(token)").parsed?["response"]?["status"] == "closed")
        #expect(rehearsal.api("project", query: "id=1&token=\(token)").parsed == ["response": nil, "success": true])
    }

    @Test("Every project shows one of the loose typings somewhere in the list")
    func looseTypes() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let all = (1...3).flatMap { rehearsal.api("projects", query: "page=\($0)&token=\(token)").parsed?["response"]?.elements ?? [] }
        for key in ["user_id", "price", "date_confirm"] {
            #expect(all.contains { $0[key]?.text != nil }, "\(key) as text")
            #expect(all.contains { $0[key]?.integer != nil }, "\(key) as a number")
        }
        #expect(all.contains { $0["has_offer"] == 0 })
        #expect(all.contains { $0["has_offer"] == false })
        #expect(all.contains { $0["possible_price_limit"] == JSON.null })
        #expect(all.contains { $0["possible_price_limit"] == nil })
    }

    @Test("exchangeInfo is a bare object")
    func exchangeInfo() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.api("exchangeInfo", form: "token=\(token)").parsed == ["archived_count": 1, "exchange_response_count": 3])
    }

    @Test("Profiles tell the rating as text, search rows as a number")
    func users() {
        var rehearsal = Rehearsal()
        #expect(rehearsal.api("user", query: "id=318250").parsed?["response"]?["rating"] == "5.0")
        #expect(rehearsal.api("userByUsername", query: "username=TEXT_master").parsed?["response"]?["id"] == 905_113)
        let found = rehearsal.api("userSearch", query: "query=%D0%BF%D0%B5%D1%82%D1%80%D0%BE%D0%B2").parsed
        #expect(found?["response"]?.elements?.count == 2)
        #expect(found?["response"]?[1]?["rating"] == 4.6)
        #expect(found?["paging"]?["total"] == 2)
    }

    @Test("'No such user' comes as a business error by id, as an empty list by name")
    func unknownUsers() {
        var rehearsal = Rehearsal()
        let byID = rehearsal.api("user", query: "id=1")
        #expect(byID.status == 200)
        #expect(byID.parsed?["error"] == "Пользователь не найден")
        #expect(rehearsal.api("userByUsername", query: "username=nobody").parsed?["response"] == [])
        #expect(rehearsal.api("userSearch", query: "query=zzz").parsed?["response"] == [])
    }

    @Test("The category tree has three levels, and favourites are taken from it")
    func categoryTree() {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let tree = rehearsal.api("categories").parsed?["response"]
        #expect(tree?[0]?["subcategories"]?[0]?["subcategories"]?[0]?["name"] == "Логотипы")
        let favourites = rehearsal.api("favoriteCategories", query: "token=\(token)").parsed?["response"]
        #expect(favourites?.elements?.compactMap { $0["id"]?.integer } == [79, 41, 39])
        _ = rehearsal.control("POST", "settings", ["favourite_categories": []])
        #expect(rehearsal.api("favoriteCategories", query: "token=\(token)").parsed?["response"] == [])
    }
}
