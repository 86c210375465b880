import Testing

@testable import KworkKit

@Suite struct ReviewTests {
    static func list(_ rows: String, paging: String = #"{"page":1,"total":12,"limit":10}"#) -> String {
        #"{"success":true,"response":\#(rows),"paging":\#(paging)}"#
    }

    static let review = #"""
        {"id":"55","good":1,"bad":0,"text":"Всё &quot;супер&quot;","time_added":1700000000,"auto_mode":"нет ответа","writer":{"id":7,"username":"anna"},
        "kwork":{"id":90,"title":"Бот"},"answer":{"text":"Спасибо","time_added":1700000000},"portfolio":{"title":"Сайт"}}
        """#

    @Test func showsEveryDatumOfAReview() throws {
        let fake = FakeKwork(["userReviews": Self.list("[\(Self.review)]")])
        let reviews = try fake.kwork.reviews(ofUser: 42, kind: "positive", page: 1)
        #expect(fake.requests == ["userReviews?user_id=42&type=positive&page=1"])
        #expect(reviews.text == """
            О пользователе id 42, на этой странице положительных отзывов: 1
            1. [55] положительный, 14.11.2023 22:13 UTC, от @anna, id 7, кворк «Бот» [90], автоматический: нет ответа
               > Всё "супер"
               Ответ 14.11.2023 22:13 UTC:
                  > Спасибо
               В портфолио: Сайт
            Страница 1 из 2, всего 12. Следующая: page=2.
            \(Show.untrusted)
            """)
        #expect(reviews.fitsItsSchema && reviews.value["reviews"]?.asArray?[0]["good"] == true)
    }

    @Test func readsAReviewOfWhichMostIsMissing() throws {
        let rows = #"[{"id":1,"bad":true},{"id":2}]"#
        let reviews = try FakeKwork(["userReviews": Self.list(rows)]).kwork.reviews(ofUser: 42, kind: "all", page: 1)
        #expect(reviews.text.contains("1. [1] отрицательный, —, от —\n   —\n2. [2] —, —, от —\n   —"))
        #expect(reviews.fitsItsSchema)
    }

    @Test func tellsNoReviewsFromFailedAndFromBeyondTheEnd() throws {
        let none = FakeKwork(["userReviews": #"{"success":true,"response":[]}"#])
        #expect(try none.kwork.reviews(ofUser: 42, kind: "negative", page: 1).text == "У пользователя id 42 отрицательных отзывов нет.")
        let beyond = FakeKwork(["userReviews": Self.list("[]", paging: #"{"page":9,"total":12,"limit":10}"#)])
        #expect(try beyond.kwork.reviews(ofUser: 42, kind: "all", page: 9).text.hasPrefix("На странице 9 отзывов о пользователе id 42 нет."))
        for odd in [Self.list("[]"), #"{"success":true}"#, Self.list("{}"), Self.list(#"[{"text":"x"}]"#), Self.list("[1]")] {
            #expect(failureCode { _ = try FakeKwork(["userReviews": odd]).kwork.reviews(ofUser: 42, kind: "all", page: 1) } == "contract_drift", "\(odd)")
        }
    }
}
