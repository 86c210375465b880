import PluginKit

/// A kwork as its page shows it: what is sold, for how much, by whom.
public struct KworkCard: Sendable {
    struct Package: Sendable {
        var name: String?
        var description: String?
        var price: Double?
        var term: String?
    }

    struct Option: Sendable {
        var id: Int64?
        var name: String?
        var price: Double?
    }

    var id: Int64
    var title: String?
    var description: String?
    var price: Double?
    var term: String?
    var queue: Int64?
    var favourites: Int64?
    var categoryID: Int64?
    var isHidden: Bool?
    var isSubscription: Bool?
    var link: String?
    var portfolio: Int64?
    var seller: String?
    var sellerID: Int64?
    var sellerRating: JSON?
    var sellerReviews: Int64?
    var sellerLevel: String?
    var sellerOnline: Bool?
    var sellerOrders: Int64?
    var sellerAnswerTime: String?
    var packages: [Package]
    var options: [Option]
    /// What the moderator wants changed; only in own kworks.
    var rejected: String?
}

extension KworkCard {
    init(_ object: JSON.Object, id: Int64) {
        self.id = id
        title = object.first("kwork_title", "title", "name")?.words
        description = object.first("kwork_description", "description")?.prose
        price = object.first("default_kwork_price", "price")?.amount
        term = object["term"]?.words
        queue = object["orders_in_queue_count"]?.quantity
        favourites = object["kwork_in_favorites_count"]?.quantity
        categoryID = object["category"]?.identifier
        isHidden = object["is_hidden"]?.flag
        isSubscription = object["is_subscription"]?.flag
        link = object["kwork_link"]?.words
        portfolio = object["portfolio_items_count"]?.quantity
        let user = object["short_user_info"]?.asObject
        seller = user?["username"]?.words
        sellerID = user?["id"]?.identifier
        sellerRating = user?.first("rating")
        sellerReviews = user?["reviews_count"]?.quantity
        sellerLevel = user?["level"]?.words
        sellerOnline = user?["is_online"]?.flag
        sellerOrders = user?["order_done_count"]?.quantity
        sellerAnswerTime = user?["answer_time"]?.words
        packages = (object["packages"]?.asArray ?? []).compactMap(\.asObject).map {
            Package(
                name: $0["name"]?.words, description: $0["package_description"]?.words, price: $0["price"]?.amount,
                term: $0["term"]?.words)
        }
        options = (object["additional_options"]?.asArray ?? []).compactMap(\.asObject).map {
            Option(id: $0["id"]?.identifier, name: $0["name"]?.words, price: $0["price"]?.amount)
        }
        rejected = object["reject_fields_string"]?.words
    }

    private static let packageShape = Shape<Package>(
        .string("name", "Название пакета") { $0.name },
        .string("description", "Что входит") { $0.description },
        .number("price", "Цена (₽ на kwork.ru)") { $0.price },
        .string("term", "Срок") { $0.term })

    private static let optionShape = Shape<Option>(
        .integer("id", "Номер опции") { $0.id },
        .string("name", "Название опции") { $0.name },
        .number("price", "Доплата (₽ на kwork.ru)") { $0.price })
}

extension KworkCard: Presentable {
    public var text: String {
        var lines = ["Кворк \(id): \(title ?? Show.dash)"]
        lines.append(
            "Цена: \(price.map { Show.money($0) } ?? Show.dash)\(isSubscription == true ? ", по подписке" : ""). Срок: \(term ?? Show.dash); "
                + "заказов в очереди: \(queue.map(String.init) ?? Show.dash)")
        var seller = "Продавец: \(seller.map { "@\($0)" } ?? Show.dash)" + (sellerID.map { ", id \($0)" } ?? "")
        if let sellerRating { seller += ", рейтинг \(sellerRating.words ?? Show.dash)" }
        if let sellerReviews { seller += ", \(Show.count(sellerReviews, "отзыв", "отзыва", "отзывов"))" }
        if let sellerLevel { seller += ", уровень \(sellerLevel)" }
        if let sellerOrders { seller += ", выполнено заказов \(sellerOrders)" }
        if let sellerAnswerTime { seller += ", отвечает \(sellerAnswerTime)" }
        if let sellerOnline { seller += sellerOnline ? ", онлайн" : ", не на сайте" }
        lines.append(seller)
        var facts: [String] = []
        if let categoryID { facts.append("рубрика \(categoryID)") }
        if let favourites { facts.append("в избранном у \(favourites)") }
        if let portfolio { facts.append("работ в портфолио \(portfolio)") }
        if isHidden == true { facts.append("скрыт") }
        if let link { facts.append(link) }
        if !facts.isEmpty { lines.append("Ещё: " + facts.joined(separator: "; ")) }
        if let rejected { lines.append("Модератор просит исправить: \(rejected)") }
        for package in packages {
            lines.append(
                "Пакет \(package.name ?? Show.dash): \(package.price.map { Show.money($0) } ?? Show.dash), срок \(package.term ?? Show.dash)"
                    + (package.description.map { ". \($0)" } ?? ""))
        }
        for option in options {
            lines.append("Опция \(option.id.map { "[\($0)] " } ?? "")\(option.name ?? Show.dash): \(option.price.map { Show.money($0) } ?? Show.dash)")
        }
        lines += ["Описание:", Show.block(description), "Отзывы и похожие кворки: get_kwork_details. " + Show.untrusted]
        return lines.joined(separator: "\n")
    }

    public static let shape = Shape<KworkCard>(
        .integer("id", "Номер кворка") { $0.id },
        .string("title", "Название; текст продавца") { $0.title },
        .string("description", "Описание целиком; текст продавца") { $0.description },
        .number("price", "Цена (₽ на kwork.ru)") { $0.price },
        .string("term", "Срок, как его пишет Kwork") { $0.term },
        .integer("queue", "Заказов в очереди") { $0.queue },
        .integer("favourites", "У скольких в избранном") { $0.favourites },
        .integer("category_id", "Номер рубрики") { $0.categoryID },
        .integer("portfolio", "Работ в портфолио") { $0.portfolio },
        .bool("hidden", "Скрыт") { $0.isHidden },
        .bool("subscription", "По подписке") { $0.isSubscription },
        .string("link", "Адрес на сайте") { $0.link },
        .integer("seller_id", "Номер продавца") { $0.sellerID },
        .string("seller", "Логин продавца") { $0.seller },
        .number("seller_rating", "Рейтинг продавца") { $0.sellerRating?.amount },
        .integer("seller_reviews", "Отзывов о продавце") { $0.sellerReviews },
        .string("seller_level", "Уровень продавца") { $0.sellerLevel },
        .integer("seller_orders", "Выполнено заказов") { $0.sellerOrders },
        .string("seller_answer_time", "Как быстро отвечает") { $0.sellerAnswerTime },
        .bool("seller_online", "Продавец сейчас на сайте") { $0.sellerOnline },
        .list("packages", "Пакеты", packageShape) { $0.packages },
        .list("options", "Дополнительные опции", optionShape) { $0.options },
        .string("rejected", "Что просит исправить модератор") { $0.rejected })
}

extension Kwork {
    /// The whole kwork; works for anybody's.
    public func kwork(id: Int64) throws -> KworkCard {
        let reply = try ask(.kworkDetails, ["id": id])
        let known = ["kwork_title", "kwork_description", "title", "description"]
        guard let object = try reply.object(orEnvelopeWith: known) else { throw Failure.kworkNotFound(id) }
        guard known.contains(where: { object.has($0) }) else { throw reply.drift("в кворке нет ни названия, ни описания") }
        try reply.expect(id, in: object)
        return KworkCard(object, id: id)
    }
}
