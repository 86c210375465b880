import PluginKit

/// Another user's public profile.
public struct User: Sendable {
    var id: Int64
    var username: String?
    var fullname: String?
    var rating: JSON?
    var goodReviews: Int64?
    var badReviews: Int64?
    var level: String?
    var profession: String?
    var description: String?
    var isOnline: Bool?
    var lastSeen: Moment?
    var registered: Moment?
    var location: String?
    var completedOrders: Int64?
    var doneOnTime: Int64?
    var done: Int64?
    var doneAgain: Int64?
    var kworks: Int64?
    var allowsDialog: Bool?
    var minimumBudget: Double?
}

extension User {
    init(_ object: JSON.Object, id: Int64) {
        self.id = id
        username = object["username"]?.words
        fullname = object["fullname"]?.words
        rating = object.first("rating")
        goodReviews = object["good_reviews"]?.quantity
        badReviews = object["bad_reviews"]?.quantity
        level = object["level_description"]?.words
        profession = object.first("profession", "specialization")?.words
        description = object["description"]?.prose
        isOnline = object.first("online", "is_online")?.flag
        lastSeen = object["live_date"]?.moment
        registered = object["addtime"]?.moment
        location = object["location"]?.words
        completedOrders = object["completed_orders_count"]?.quantity
        done = object["order_done_persent"]?.quantity
        doneOnTime = object["order_done_intime_persent"]?.quantity
        doneAgain = object["order_done_repeat_persent"]?.quantity
        kworks = object["kworks_count"]?.quantity
        allowsDialog = object["allowedDialog"]?.flag
        minimumBudget = object["custom_request_min_budget"]?.amount
    }
}

extension User: Presentable {
    public var text: String {
        var lines = [
            "Пользователь: \(username.map { "@\($0)" } ?? Show.dash), \(fullname ?? Show.dash), id \(id)",
            "Профессия: \(profession ?? Show.dash)",
            "Уровень: \(level ?? Show.dash)",
            "Рейтинг: \(rating?.words ?? Show.dash), отзывы: \(Show.reviews(good: goodReviews, bad: badReviews))",
            "Онлайн: \(isOnline.map(Show.yesNo) ?? Show.dash)" + (lastSeen.map { ", последний визит \($0.shown)" } ?? ""),
        ]
        if let completedOrders { lines.append("Выполнено заказов: \(completedOrders)") }
        let shares = [
            done.map { "сдано \($0)%" }, doneOnTime.map { "в срок \($0)%" }, doneAgain.map { "повторных \($0)%" },
        ].compactMap { $0 }
        if !shares.isEmpty { lines.append("Заказы: " + shares.joined(separator: ", ")) }
        if let kworks { lines.append("Кворков: \(kworks)") }
        if let location { lines.append("Город: \(location)") }
        if let registered { lines.append("На Kwork с \(registered.shown)") }
        if let allowsDialog { lines.append("Можно написать: \(Show.yesNo(allowsDialog))") }
        if let minimumBudget, minimumBudget > 0 { lines.append("Заказы от \(Show.money(minimumBudget))") }
        lines += ["О себе:", Show.block(description)]
        if description != nil { lines.append(Show.untrusted) }
        return lines.joined(separator: "\n")
    }

    public static let shape = Shape<User>(
        .integer("id", "Номер пользователя") { $0.id },
        .string("username", "Логин") { $0.username },
        .string("fullname", "Имя") { $0.fullname },
        .number("rating", "Рейтинг") { $0.rating?.amount },
        .integer("good_reviews", "Положительных отзывов") { $0.goodReviews },
        .integer("bad_reviews", "Отрицательных отзывов") { $0.badReviews },
        .string("level", "Уровень продавца") { $0.level },
        .string("profession", "Профессия") { $0.profession },
        .string("description", "О себе; текст пользователя") { $0.description },
        .bool("online", "Сейчас на сайте") { $0.isOnline },
        .moment("last_seen", "Последний визит, ISO 8601") { $0.lastSeen },
        .moment("registered", "Зарегистрирован, ISO 8601") { $0.registered },
        .string("location", "Город") { $0.location },
        .integer("completed_orders", "Выполнено заказов") { $0.completedOrders },
        .integer("done_percent", "Сдано заказов, %") { $0.done },
        .integer("done_on_time_percent", "Сдано в срок, %") { $0.doneOnTime },
        .integer("repeat_percent", "Повторных заказов, %") { $0.doneAgain },
        .integer("kworks", "Кворков") { $0.kworks },
        .bool("allows_dialog", "Можно написать") { $0.allowsDialog },
        .number("minimum_budget", "Наименьший бюджет индивидуального заказа (₽ на kwork.ru)") { $0.minimumBudget })
}

extension Kwork {
    /// A profile by number.
    public func user(id: Int64) throws -> User {
        let reply = try ask(.user, ["id": id])
        guard let object = try reply.object() else {
            throw Failure.notFound("Пользователь с id \(id) не найден. Найдите его через search_users.")
        }
        let known = ["id", "username", "fullname"].contains { object.has($0) }
        guard known else { throw reply.drift("в профиле нет ни id, ни username") }
        try reply.expect(id, in: object)
        return User(object, id: id)
    }

    /// A profile by login, with or without a leading @.
    public func user(named name: String) throws -> User {
        let login = try Self.login(name)
        let reply = try ask(.userByUsername, ["username": login])
        guard let object = try reply.object() else {
            throw Failure.notFound(
                "Пользователь @\(login) не найден. Проверьте логин или найдите его через search_users.")
        }
        let id = try reply.identifier(of: object, in: "профиль")
        // Whoever is found is written to.
        guard let found = object["username"]?.words, found.lowercased() == login.lowercased() else {
            throw reply.drift("спросили о @\(login), а пришёл профиль с другим логином или без него")
        }
        return User(object, id: id)
    }

    /// A login as the API wants it.
    static func login(_ name: String) throws -> String {
        let login = String(name.trimmed.drop { $0 == "@" }).trimmed
        guard !login.isEmpty else { throw Failure.validation("Логин пуст: передайте, например, username=ivan.") }
        return login
    }
}
