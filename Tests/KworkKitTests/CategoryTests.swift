import Testing

@testable import KworkKit

@Suite struct CategoryTests {
    static func body(_ response: String) -> String { #"{"success":true,"response":\#(response)}"# }

    static let tree = #"""
        [{"id":"11","name":"Разработка &amp; IT","subcategories":[{"id":37,"name":"Боты","subcategories":[{"id":370,"name":"Telegram"},{}]},{}]},
        {"id":15,"name":null,"subcategories":null}]
        """#

    @Test(arguments: [tree, #"{"categories":\#(tree)}"#, #"{"data":\#(tree)}"#])
    func showsTheTree(_ response: String) throws {
        let fake = FakeKwork(["categories": Self.body(response)])
        let tree = try fake.kwork.categories()
        #expect(fake.requests == ["categories"])
        #expect(tree.text == """
            Рубрики Kwork (в скобках номер для category_id), всего 4:
            [11] Разработка & IT
              [37] Боты
                [370] Telegram
            [15] —
            """)
        #expect(tree.fitsItsSchema && tree.value["count"] == 4)
    }

    @Test func tellsNoCategoriesFromFailed() throws {
        #expect(try FakeKwork(["categories": Self.body("[]")]).kwork.categories().text.hasPrefix("Рубрик нет"))
        let deep = #"[{"id":1,"subcategories":[{"id":2,"subcategories":[{"id":3,"subcategories":[{"id":4}]}]}]}]"#
        for odd in [#"{"success":true}"#, Self.body(#""x""#), Self.body(#"[{"name":"x"}]"#), Self.body(#"[{"id":1,"subcategories":{}}]"#),
            Self.body(#"[{"id":1,"subcategories":[2]}]"#), Self.body(deep)]
        {
            #expect(failureCode { _ = try FakeKwork(["categories": odd]).kwork.categories() } == "contract_drift", "\(odd)")
        }
    }

    @Test func listsFavourites() throws {
        let rows = #"[{"id":"11","name":"Боты","description":"Telegram &amp; VK","is_attribute":1},{"id":12}]"#
        let fake = FakeKwork(["favoriteCategories": Self.body(rows)])
        let favourites = try fake.kwork.favoriteCategories()
        #expect(favourites.text == """
            Избранные рубрики: 2 рубрики. Их проекты: list_projects.
            [11] Боты (уточнение рубрики): Telegram & VK
            [12] —
            """)
        #expect(favourites.identifiers == [11, 12] && favourites.fitsItsSchema)
    }

    @Test func tellsNoFavouritesFromFailed() throws {
        #expect(try FakeKwork(["favoriteCategories": Self.body("[]")]).kwork.favoriteCategories().text.hasPrefix("Избранных рубрик нет."))
        for odd in [#"{"success":true}"#, Self.body("{}"), Self.body(#"[{"name":"x"}]"#)] {
            #expect(failureCode { _ = try FakeKwork(["favoriteCategories": odd]).kwork.favoriteCategories() } == "contract_drift", "\(odd)")
        }
    }
}
