import PluginKit

/// Whether there is an own offer on a project.
public struct OwnOffer: Sendable {
    /// What is proven; "not seen" alone is no proof of "not there".
    enum Verdict: String, Sendable {
        case yes, no, unknown
    }

    var projectID: Int64
    var verdict: Verdict
    var offer: Offer?
    /// Why, for people.
    var reason: String
}

extension OwnOffer {
    /// Pages of own offers looked through at most. They come newest first, so a recent offer is on the first.
    static let pageLimit: Int64 = 5

    /// What the pages of own offers say about one project.
    struct Search: Sendable {
        var found: Offer?
        /// Every own offer was seen, and each named its project.
        var sawAll = false
        /// Pages seen.
        var pages: Int64 = 0
        /// A page came that cannot be true, so the list proves nothing.
        var isBroken = false
        /// As the first page tells them.
        var connects: Connects?
    }

    /// - Parameter hasOffer: what the project itself says; nil: nothing.
    init(projectID: Int64, hasOffer: Bool?, _ search: Search) {
        self.projectID = projectID
        offer = search.found
        let pages = Show.count(search.pages, "страница", "страницы", "страниц")
        switch (search.found, hasOffer, search.sawAll) {
        case (.some, _, _):
            (verdict, reason) = (.yes, "он есть в списке откликов")
        case (nil, true, _):
            (verdict, reason) = (.yes, "так отмечен проект; среди откликов (просмотрено: \(pages)) его не видно")
        case (nil, false, _) where !search.isBroken:
            (verdict, reason) = (.no, "проект отмечен как проект без вашего отклика, и в списке откликов (просмотрено: \(pages)) его нет")
        case (nil, _, true):
            (verdict, reason) = (.no, "список откликов просмотрен целиком")
        case (nil, _, false):
            (verdict, reason) =
                search.isBroken
                ? (.unknown, "список откликов пришёл противоречивым, верить ему нельзя")
                : (.unknown, "проект об этом не говорит, а список откликов просмотрен не весь (\(pages))")
        }
    }
}

extension OwnOffer: Presentable {
    public var text: String {
        switch verdict {
        case .yes:
            let head = "Ваш отклик на проект \(projectID) есть: \(reason)."
            return offer.map { "\(head)\n\($0.text)" } ?? head
        case .no:
            return "Вашего отклика на проект \(projectID) нет: \(reason). Если его только что отправляли и исход неизвестен, "
                + "подождите минуту и проверьте ещё раз, прежде чем отправлять снова."
        case .unknown:
            return "Есть ли ваш отклик на проект \(projectID), неизвестно: \(reason). Это не «нет»: "
                + "посмотрите отклики постранично через list_my_offers, прежде чем отправлять снова."
        }
    }

    public static let shape = Shape<OwnOffer>(
        .integer("project_id", "Номер проекта") { $0.projectID },
        .string("has_offer", "yes — отклик есть, no — отклика нет, unknown — доказать не удалось") { $0.verdict.rawValue },
        .string("reason", "На чём основан ответ") { $0.reason },
        .integer("offer_id", "Номер отклика, если он найден") { $0.offer?.id },
        .string("title", "Название отклика") { $0.offer?.title },
        .string("description", "Текст отклика целиком") { $0.offer?.description },
        .string("status", "Статус отклика, как его называет Kwork") { $0.offer?.status },
        .number("price", "Цена, ₽") { $0.offer?.price },
        .integer("duration_days", "Срок, дней") { $0.offer?.days },
        .moment("created", "Отправлен, ISO 8601") { $0.offer?.created })
}

extension Kwork {
    /// Looks at the project and at the newest own offers.
    public func ownOffer(projectID: Int64) throws -> OwnOffer {
        var hasOffer: Bool?
        do {
            hasOffer = try project(id: projectID).hasOffer
        } catch let failure as Failure where failure.code == "not_found" {
            // A project that is gone may still have an offer in the list.
        }
        return OwnOffer(projectID: projectID, hasOffer: hasOffer, try searchOwnOffers(projectID: projectID))
    }

    /// Looks through the newest own offers, and asks those that name no project for it.
    func searchOwnOffers(projectID: Int64, pageLimit: Int64 = OwnOffer.pageLimit) throws -> OwnOffer.Search {
        var search = OwnOffer.Search()
        var isProof = true
        var looks = Offer.maximumLooks
        var total: Int64?
        while search.pages < pageLimit {
            let number = search.pages + 1
            let page: OfferPage
            do {
                page = try offerPage(number)
            } catch let failure as Failure where failure.code == "contract_drift" && number > 1 {
                search.isBroken = true
                return search
            }
            search.pages = number
            if number == 1 { search.connects = page.connects }
            search.found = page.offers.first { $0.projectID == projectID }
            if search.found != nil { return search }
            let offers = try completed(page.offers, looks: &looks)
            search.found = offers.first { $0.projectID == projectID }
            if search.found != nil { return search }
            // A list that changes under the search, or names no projects, proves nothing.
            isProof =
                isProof && page.paging.isExact(page: number, count: offers.count)
                && offers.allSatisfy { $0.projectID != nil } && page.paging.total == total ?? page.paging.total
            total = page.paging.total
            guard let pages = page.paging.pages, !offers.isEmpty || pages <= number else { return search }
            if number >= pages {
                search.sawAll = isProof
                return search
            }
        }
        return search
    }
}
