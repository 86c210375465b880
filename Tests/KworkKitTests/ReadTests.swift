import Testing

@testable import KworkKit

@Suite struct ReadTests {
    @Test(arguments: [
        ("&laquo;Магазин&raquo; &amp; &#1044;&#x430;", "«Магазин» & Да"), ("&amp;quot;", "&quot;"),
        ("a & b && c;", "a & b && c;"), ("&unknown; &#0; &#xD800; &#;", "&unknown; &#0; &#xD800; &#;"), ("&", "&"),
        ("&quot", "&quot"), ("", ""), ("🙂&lt;&gt;", "🙂<>"),
    ])
    func unescapesEntitiesExactlyOnce(_ escaped: String, _ plain: String) {
        #expect(escaped.unescapingHTML == plain)
    }

    @Test func unescapesALongTextOfAmpersandsQuickly() {
        let text = String(repeating: "&", count: 200_000)
        #expect(text.unescapingHTML == text)
    }

    @Test func readsNumbersInEveryFormTheApiUses() {
        #expect([JSON.integer(5), .number(5), "5", " 5 "].map(\.whole) == [5, 5, 5, 5])
        #expect([JSON.number(5.5), true, nil, "x", []].map(\.whole) == [nil, nil, nil, nil, nil])
        #expect([JSON.integer(0), -1, true, "0"].map(\.identifier) == [nil, nil, nil, nil])
        #expect([JSON.number(4.8), "4.8", "4,8", 5].map(\.amount) == [4.8, 4.8, 4.8, 5])
        #expect([JSON("nan"), "inf", "", nil].map(\.amount) == [nil, nil, nil, nil])
    }

    @Test func readsTruthInEveryFormTheApiUses() {
        #expect([JSON.bool(true), 1, "1"].map(\.flag) == [true, true, true])
        #expect([JSON.bool(false), 0, "0", ""].map(\.flag) == [false, false, false, false])
        #expect([JSON.null, "maybe", []].map(\.flag) == [nil, nil, nil])
    }

    @Test func readsTimes() {
        #expect(JSON.integer(1_700_000_000).moment?.shown == "14.11.2023 22:13 UTC")
        #expect(JSON("1700000000").moment?.iso == "2023-11-14T22:13:20Z")
        #expect(JSON("вчера").moment?.shown == "вчера")
        #expect([JSON.integer(0), nil, "", -1].map(\.moment) == [nil, nil, nil, nil])
    }

    @Test(arguments: [
        (Int64(951_782_400), "29.02.2000 00:00 UTC"), (1_709_251_199, "29.02.2024 23:59 UTC"),
        (4_107_542_400, "01.03.2100 00:00 UTC"), (1, "01.01.1970 00:00 UTC"), (1_700_000_000_000, "1700000000000"),
    ])
    func countsDaysAcrossLeapYears(_ seconds: Int64, _ shown: String) {
        #expect(Moment.seconds(seconds).shown == shown)
    }

    @Test func takesTheFirstKeyThatHasAValue() {
        let object = JSON.Object([("a", nil), ("b", ""), ("c", 0), ("d", 7)])
        #expect(object.first("a", "b", "c", "d") == 0)
        #expect(object.first("a", "b", "c", "d", truthy: true) == 7)
        #expect(object.first("x") == nil)
    }
}

@Suite struct ShowTests {
    @Test func writesMoneyWithItsCurrency() {
        #expect([1234.56, 500, 0.5, 0.05, -3.1, 1.999, 0].map { Show.money($0, "RUB") } == [
            "1234.56 RUB", "500 RUB", "0.5 RUB", "0.05 RUB", "-3.1 RUB", "2 RUB", "0 RUB",
        ])
        #expect(Show.number(1e300) == "1e+300")
    }

    @Test func declinesNouns() {
        let words = [0, 1, 2, 5, 11, 12, 21, 22, 111, 101].map { Show.count($0, "отзыв", "отзыва", "отзывов") }
        #expect(words == [
            "0 отзывов", "1 отзыв", "2 отзыва", "5 отзывов", "11 отзывов", "12 отзывов", "21 отзыв", "22 отзыва",
            "111 отзывов", "101 отзыв",
        ])
    }

    @Test func cutsLongTextsWithAMark() {
        #expect(Show.excerpt("один\n  два", 20) == ("один два", false))
        #expect(Show.excerpt("один два", 6) == ("один д…", true))
        #expect(Show.excerpt("абв", 3) == ("абв", false))
        #expect(Show.excerpt("абв г", 3).isCut)
        #expect(Show.excerpt("", 5) == ("", false))
    }

    @Test func writesDurations() {
        #expect([0, 59, 60, 3600, 3660, 86_400, 93_600].map { Show.duration(seconds: $0) } == [
            "0 мин", "0 мин", "1 мин", "1 ч", "1 ч 1 мин", "1 д", "1 д 2 ч",
        ])
    }
}
