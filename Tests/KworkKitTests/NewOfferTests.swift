import Testing

@testable import KworkKit

@Suite struct NewOfferTests {
    static let description = "Сделаю сайт на Swift & сдам в срок.\n\nГарантия «год».\n" + String(repeating: "Подробности. ", count: 12)

    static func offer(
        title: String = "Сайт «под ключ»", description: String = description, price: Int64 = 3000, days: Int64 = 5,
        projectID: Int64 = 11
    ) throws -> NewOffer {
        try NewOffer(projectID: projectID, title: title, description: description, price: price, days: days)
    }

    @Test func acceptsTheLimitsThemselves() throws {
        _ = try Self.offer(title: "x", description: String(repeating: "я", count: 150), price: 1, days: 1)
        _ = try Self.offer(
            title: String(repeating: "я", count: 120), description: String(repeating: "я", count: 10_000), price: 10_000_000, days: 365)
        // Counted as the site counts: code points, blanks at the ends included.
        _ = try Self.offer(description: " " + String(repeating: "я", count: 148) + " ")
        _ = try Self.offer(description: String(repeating: "e\u{301}", count: 75))
    }

    @Test(arguments: [
        ("", description, 1, 1), ("  \n ", description, 1, 1), (String(repeating: "я", count: 121), description, 1, 1),
        ("x", String(repeating: "я", count: 149), 1, 1), ("x", String(repeating: " ", count: 200), 1, 1),
        ("x", String(repeating: "я", count: 10_001), 1, 1), ("x", description, 0, 1), ("x", description, 10_000_001, 1),
        ("x", description, 1, 0), ("x", description, 1, 366), ("a\nb", description, 1, 1), ("a\u{202E}b", description, 1, 1),
        ("x", description + "\u{7}", 1, 1), ("x", description + "\u{2066}", 1, 1), ("x", description + "\u{85}", 1, 1),
    ] as [(String, String, Int64, Int64)])
    func refusesWhatKworkWouldNotTake(_ title: String, _ description: String, _ price: Int64, _ days: Int64) {
        let found = failure { _ = try Self.offer(title: title, description: description, price: price, days: days) }
        #expect(found?.code == "validation" && found?.message.contains("Ничего не отправлено") == true || found?.message.contains("ничего не отправлено") == true)
    }

    private func stored(_ title: String, _ text: String, price: String = "3000", days: Int = 5, project: Int = 11) throws -> Offer {
        var object = JSON.Object([("id", 1), ("title", .string(title)), ("comment", .string(text))])
        object.append("price", .string(price))
        object.append("duration", .integer(Int64(days)))
        object.append("want_id", .integer(Int64(project)))
        return Offer(object, id: 1)
    }

    @Test func recognisesItselfAsTheSiteStoresIt() throws {
        let offer = try Self.offer(description: "Кафе\u{301} &amp; «бар»\r\n\r\n  два   слова \n" + String(repeating: "текст ", count: 30))
        let tail = String(repeating: "текст ", count: 30)
        #expect(offer.isStored(as: try stored("Сайт &laquo;под ключ&raquo;", "Кафе\u{301} &amp;amp; &laquo;бар&raquo;\nдва слова\n" + tail)))
        #expect(offer.isStored(as: try stored("Сайт «под ключ»", "Кафе\u{301} &amp; «бар»\n\nдва   слова\n" + tail)))
        let accent = try Self.offer(title: "Cafe\u{301}")
        #expect(accent.isStored(as: try stored("Caf\u{E9}", Self.description)))
    }

    @Test func doesNotTakeAnotherOfferForItself() throws {
        let offer = try Self.offer()
        #expect(offer.isStored(as: try stored(offer.title, offer.description)))
        #expect(!offer.isStored(as: try stored("Другой", offer.description)))
        #expect(!offer.isStored(as: try stored(offer.title, offer.description + " ещё")))
        #expect(!offer.isStored(as: try stored(offer.title, offer.description, price: "3000.5")))
        #expect(!offer.isStored(as: try stored(offer.title, offer.description, days: 6)))
        #expect(!offer.isStored(as: try stored(offer.title, offer.description, project: 12)))
        #expect(!offer.isStored(as: Offer(JSON.Object([("want_id", 11), ("price", 3000), ("duration", 5)]), id: 1)))
    }
}
