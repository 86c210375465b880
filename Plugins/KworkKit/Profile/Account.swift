import PluginKit

/// The account behind the session.
public struct Account: Sendable {
    var id: Int64?
    var username: String?
    var fullname: String?
    var kind: String?
    var rating: JSON?
    var goodReviews: Int64?
    var badReviews: Int64?
    var level: String?
    var profession: String?
    var free: Double?
    var hold: Double?
    var total: Double?
    var currency: String
    var completedOrders: Int64?
    var workerStatus: String?
    var kworks: Int64?
    var offers: Int64?
    var wants: Int64?
    var unreadDialogs: Int64?
    var unreadMessages: Int64?
    var notifications: Int64?
}

extension Account {
    init(_ reply: Reply) throws {
        guard let object = try reply.object() else { throw reply.drift("нет данных аккаунта") }
        id = object["id"]?.identifier
        username = object["username"]?.words
        if id == nil, username == nil { throw reply.drift("нет ни id, ни username аккаунта") }
        fullname = object["fullname"]?.words
        kind = object["type"]?.words
        rating = object.first("rating")
        goodReviews = try reply.count(object, "good_reviews")
        badReviews = try reply.count(object, "bad_reviews")
        level = object["level_description"]?.words
        profession = object.first("profession", "specialization")?.words
        free = try reply.amount(object, "free_amount")
        hold = try reply.amount(object, "hold_amount")
        total = try reply.amount(object, "total_amount")
        currency = object["currency"]?.words ?? "RUB"
        completedOrders = try reply.count(object, "completed_orders_count")
        workerStatus = object["worker_status"]?.words
        kworks = object["kworks_count"]?.whole
        offers = object["offers_count"]?.whole
        wants = object["wants_count"]?.whole
        unreadDialogs = object["unread_dialog_count"]?.whole
        unreadMessages = object["unread_messages_count"]?.whole
        notifications = object["notify_unread_count"]?.whole
    }
}

extension Account: Presentable {
    public var text: String {
        var lines = [
            "Аккаунт: \(username.map { "@\($0)" } ?? Show.dash), \(fullname ?? Show.dash)"
                + (id.map { ", id \($0)" } ?? ""),
            "Профессия: \(profession ?? Show.dash)",
            "Уровень: \(level ?? Show.dash)",
            "Рейтинг: \(rating?.words ?? Show.dash), отзывы: \(Show.reviews(good: goodReviews, bad: badReviews))",
            "Выполнено заказов: \(completedOrders.map(String.init) ?? Show.dash)",
            "Баланс: доступно \(money(free)), заморожено \(money(hold))"
                + (total.map { ", всего \(Show.money($0, currency))" } ?? ""),
            "Приём заказов: \(workerStatusText)",
        ]
        let own = [
            kworks.map { "кворков \($0)" }, offers.map { "предложений \($0)" }, wants.map { "своих проектов \($0)" },
        ].compactMap { $0 }
        if !own.isEmpty { lines.append("На площадке: " + own.joined(separator: ", ")) }
        let unread = [
            unreadDialogs.map { "диалогов \($0)" }, unreadMessages.map { "сообщений \($0)" },
            notifications.map { "уведомлений \($0)" },
        ].compactMap { $0 }
        if !unread.isEmpty { lines.append("Непрочитано: " + unread.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }

    private func money(_ amount: Double?) -> String { amount.map { Show.money($0, currency) } ?? Show.dash }

    private var workerStatusText: String {
        switch workerStatus {
        case "free": "свободен (free)"
        case "busy": "занят (busy)"
        case let other?: other
        case nil: "не задан"
        }
    }

    public static let shape = Shape<Account>(
        .integer("id", "Номер пользователя") { $0.id },
        .string("username", "Логин") { $0.username },
        .string("fullname", "Имя") { $0.fullname },
        .string("type", "worker — продавец, payer — покупатель") { $0.kind },
        .number("rating", "Рейтинг") { $0.rating?.amount },
        .integer("good_reviews", "Положительных отзывов") { $0.goodReviews },
        .integer("bad_reviews", "Отрицательных отзывов") { $0.badReviews },
        .string("level", "Уровень продавца") { $0.level },
        .string("profession", "Профессия") { $0.profession },
        .number("free_amount", "Доступные деньги; нет, если Kwork не сказал") { $0.free },
        .number("hold_amount", "Замороженные деньги; нет, если Kwork не сказал") { $0.hold },
        .number("total_amount", "Деньги всего") { $0.total },
        .string("currency", "Валюта денег") { $0.currency },
        .integer("completed_orders", "Выполнено заказов") { $0.completedOrders },
        .string("worker_status", "free — берёт заказы, busy — занят") { $0.workerStatus },
        .integer("kworks", "Кворков") { $0.kworks },
        .integer("offers", "Предложений") { $0.offers },
        .integer("wants", "Своих проектов") { $0.wants },
        .integer("unread_dialogs", "Непрочитанных диалогов") { $0.unreadDialogs },
        .integer("unread_messages", "Непрочитанных сообщений") { $0.unreadMessages },
        .integer("unread_notifications", "Непрочитанных уведомлений") { $0.notifications })
}

extension Kwork {
    /// The account behind the session.
    public func account() throws -> Account { try Account(ask(.actor)) }
}
