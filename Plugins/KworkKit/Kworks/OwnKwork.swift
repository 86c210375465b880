import PluginKit

/// One of the account's own kworks, as lists show it.
public struct OwnKwork: Sendable {
    var id: Int64
    var title: String?
    var price: Double?
    var isPriceFrom: Bool?
    var orders: Int64?
    var views: Int64?
    var earned: Double?
    var category: String?
    var categoryID: Int64?
    var status: String?
    var isHidden: Bool?
    /// What the moderator wants changed.
    var edits: [String]
}

extension OwnKwork {
    init(_ object: JSON.Object, _ reply: Reply) throws {
        id = try reply.identifier(of: object, in: "кворки")
        title = object.first("title", "name")?.words
        price = object["price"]?.amount
        isPriceFrom = object["is_price_from"]?.flag
        let activity = object["activity"]?.asObject
        orders = object.first("orders_count", "order_count")?.quantity ?? activity?["orders"]?.quantity
        views = activity?["views"]?.quantity
        earned = activity?["earned"]?.amount
        category = object["category_name"]?.words
        categoryID = object["category_id"]?.identifier
        status = object["status_name"]?.words
        isHidden = object["is_hidden"]?.flag
        edits = (object["edits_list"]?.asArray ?? []).compactMap(\.words)
    }

    var line: String {
        var facts = ["цена " + (price.map { (isPriceFrom == true ? "от " : "") + Show.money($0) } ?? Show.dash)]
        facts.append("заказов " + (orders.map(String.init) ?? Show.dash))
        if let views { facts.append("просмотров \(views)") }
        if let earned { facts.append("заработано \(Show.money(earned))") }
        if let category { facts.append("рубрика «\(category)»" + (categoryID.map { " [\($0)]" } ?? "")) }
        if isHidden == true { facts.append("скрыт") }
        if !edits.isEmpty { facts.append("нужны правки: \(edits.joined(separator: ", "))") }
        return "[\(id)] \(title ?? Show.dash): " + facts.joined(separator: "; ")
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер кворка") { $0.id },
        .string("title", "Название") { $0.title },
        .number("price", "Цена (₽ на kwork.ru)") { $0.price },
        .integer("orders", "Заказов") { $0.orders },
        .integer("views", "Просмотров") { $0.views },
        .number("earned", "Заработано (₽ на kwork.ru)") { $0.earned },
        .integer("category_id", "Номер рубрики") { $0.categoryID },
        .string("category", "Название рубрики") { $0.category },
        .bool("hidden", "Скрыт") { $0.isHidden },
        .strings("edits", "Что исправить по требованию модератора") { $0.edits })
}
