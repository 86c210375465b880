import PluginKit

/// A project of the exchange: somebody's wish that sellers answer with offers.
public struct Project: Sendable {
    var id: Int64
    var title: String?
    var description: String?
    var status: String?
    var customerID: Int64?
    var customer: String?
    var price: Double?
    var priceLimit: Double?
    var offers: Int64?
    var hiredPercent: Int64?
    var customerProjects: Int64?
    var customerActiveProjects: Int64?
    var published: Moment?
    var timeLeft: JSON?
    var categoryID: Int64?
    var hasOffer: Bool?
    var isViewed: Bool?
    var needsPortfolio: Bool?
    /// Prices that are there and cannot be read, by their names in the API: then nothing may be decided by them.
    var unreadable: [String] = []
}

extension Project {
    init(_ object: JSON.Object, id: Int64) {
        self.id = id
        title = object.first("name", "title")?.words
        description = object["description"]?.prose
        status = object["status"]?.words
        customerID = object["user_id"]?.identifier
        customer = object["username"]?.words
        price = object.first("price", "price_from", truthy: true)?.amount
        priceLimit = object.first("possible_price_limit", truthy: true)?.amount
        unreadable = ["price", "price_from", "possible_price_limit"].filter { name in
            object.first(name, truthy: true).map { $0.amount == nil } ?? false
        }
        offers = object.first("offers", "user_offers_count", truthy: true)?.quantity ?? object["offers"]?.quantity
        hiredPercent = object["user_hired_percent"]?.quantity
        customerProjects = object["user_projects_count"]?.quantity
        customerActiveProjects = object["user_active_projects_count"]?.quantity
        published = object["date_confirm"]?.moment
        timeLeft = object.first("time_left", truthy: true)
        categoryID = object["category_id"]?.identifier
        hasOffer = object["has_offer"]?.flag
        isViewed = object["is_viewed"]?.flag
        needsPortfolio = object["user_need_portfolio"]?.flag
    }

    var priceText: String {
        guard let price else { return "не указана" }
        return Show.money(price) + (priceLimit.map { " (допустимо до \(Show.money($0)))" } ?? "")
    }

    var timeLeftText: String? {
        timeLeft.flatMap { left in left.whole.map { Show.duration(seconds: $0) } ?? left.words }
    }
}

extension Project: Presentable {
    public var text: String {
        var lines = [
            "Проект \(id): \(title ?? Show.dash)",
            "Статус: \(status ?? Show.dash)",
            "Заказчик: \(customer.map { "@\($0)" } ?? Show.dash)" + (customerID.map { ", id \($0)" } ?? "")
                + ", процент найма: \(hiredPercent.map { "\($0)%" } ?? Show.dash)"
                + (customerProjects.map { ", всего проектов \($0)" } ?? "")
                + (customerActiveProjects.map { ", активных \($0)" } ?? ""),
            "Цена: \(priceText)" + (price == nil ? priceLimit.map { ", допустимо до \(Show.money($0))" } ?? "" : ""),
            "Предложений: \(offers.map { "\($0)" } ?? Show.dash)",
            "Опубликован: \(published?.shown ?? Show.dash)" + (timeLeftText.map { ", осталось \($0)" } ?? ""),
        ]
        if let categoryID { lines.append("Категория: \(categoryID)") }
        if hasOffer == true { lines.append("Ваше предложение уже отправлено.") }
        if needsPortfolio == true { lines.append("Заказчик ждёт портфолио.") }
        lines += ["Описание:", Show.block(description), Show.untrusted]
        return lines.joined(separator: "\n")
    }

    public static let shape = Shape<Project>(
        .integer("id", "Номер проекта") { $0.id },
        .string("title", "Название; текст заказчика") { $0.title },
        .string("description", "Описание; текст заказчика") { $0.description },
        .string("status", "Статус, как его называет Kwork") { $0.status },
        .integer("customer_id", "Номер заказчика") { $0.customerID },
        .string("customer", "Логин заказчика") { $0.customer },
        .number("price", "Цена, ₽; нет, если не указана") { $0.price },
        .number("price_limit", "До какой цены можно предлагать, ₽") { $0.priceLimit },
        .integer("offers", "Предложений") { $0.offers },
        .integer("hired_percent", "В каком проценте проектов заказчик нанимает") { $0.hiredPercent },
        .integer("customer_projects", "Проектов у заказчика") { $0.customerProjects },
        .integer("customer_active_projects", "Из них активных") { $0.customerActiveProjects },
        .moment("published", "Опубликован, ISO 8601") { $0.published },
        .integer("seconds_left", "Сколько секунд осталось") { $0.timeLeft?.whole },
        .integer("category_id", "Номер категории") { $0.categoryID },
        .bool("has_offer", "Ваше предложение уже отправлено") { $0.hasOffer },
        .bool("viewed", "Уже просмотрен") { $0.isViewed },
        .bool("needs_portfolio", "Заказчик ждёт портфолио") { $0.needsPortfolio })
}

extension Kwork {
    /// One project with its whole description.
    public func project(id: Int64) throws -> Project {
        let reply = try ask(.project, ["id": id])
        guard let object = try reply.object(orEnvelopeWith: ["id", "title", "name"]) else {
            throw Failure.notFound(
                "Проект \(id) не найден: он удалён, или номер неверен. Номера дают list_projects и search_projects.")
        }
        let known = ["id", "title", "name", "description"].contains { object.has($0) }
        guard known else { throw reply.drift("в проекте нет ни id, ни названия, ни описания") }
        try reply.expect(id, in: object)
        return Project(object, id: id)
    }
}
