import PluginKit

/// One page of the own offers, newest first.
public struct OfferPage: Sendable {
    var offers: [Offer]
    var paging: Paging
    var connects: Connects?
}

extension OfferPage {
    init(_ reply: Reply, page: Int64) throws {
        offers = try reply.list("offers", "items").map { Offer($0, id: try reply.identifier(of: $0, in: "отклики")) }
        paging = try reply.paging(page: page, count: offers.count)
        connects = Connects(reply)
    }

    private func lines(_ number: Int, _ offer: Offer) -> [String] {
        let facts = [
            "Проект: \(offer.projectText)", "цена: \(offer.priceText)", "срок: \(offer.daysText)",
            "статус: \(offer.status ?? Show.dash)", "отправлен: \(offer.created?.shown ?? Show.dash)",
        ]
        var lines = [
            "\(number). [\(offer.id)] \(offer.title ?? Show.dash)",
            "   " + (facts + offer.fate).joined(separator: "; "),
        ]
        if let description = offer.description {
            lines.append("   " + Show.excerpt(description, Offer.excerptLength).text)
        }
        return lines
    }
}

extension OfferPage: Presentable {
    public var text: String {
        let balance = connects.map { ["Коннекты: доступно \($0.active) из \($0.all)."] } ?? []
        guard !offers.isEmpty else {
            let none = paging.isBeyond
                ? "На странице \(paging.page) откликов нет. \(paging.line)" : "Откликов нет: отправить отклик можно через submit_offer."
            return ([none] + balance).joined(separator: "\n")
        }
        var all = [
            "Мои отклики, на этой странице: " + Show.count(Int64(offers.count), "отклик", "отклика", "откликов")
        ]
        for (index, offer) in offers.enumerated() { all += lines(index + 1, offer) }
        all.append(paging.line + " Отклик целиком: get_offer.")
        return (all + balance + [Show.untrusted]).joined(separator: "\n")
    }

    public static let shape = Shape<OfferPage>(
        .integer("count", "Откликов на этой странице") { Int64($0.offers.count) },
        .list("offers", "Отклики в том порядке, в каком их дал Kwork, обычно новые впереди", Offer.rowShape) { $0.offers },
        .object("paging", Paging.shape) { $0.paging },
        .integer("connects_active", "Доступно коннектов") { $0.connects?.active },
        .integer("connects_all", "Коннектов всего") { $0.connects?.all })
}

extension Kwork {
    /// The own offers. `page` counts from 1.
    public func myOffers(page: Int64) throws -> OfferPage {
        var found = try offerPage(page)
        var looks = Offer.maximumLooks
        found.offers = try completed(found.offers, looks: &looks)
        return found
    }

    /// A page as the list gives it.
    func offerPage(_ page: Int64) throws -> OfferPage { try OfferPage(ask(.offers, ["page": page]), page: page) }
}
