import PluginKit

/// One page of users found by a text.
public struct UserSearch: Sendable {
    /// A row of the list; it knows less than a profile.
    struct Row: Sendable {
        var id: Int64
        var username: String?
        var fullname: String?
        var rating: JSON?
        var reviews: Int64?
        var profession: String?
        var isOnline: Bool?
    }

    var query: String
    var rows: [Row]
    var paging: Paging
}

extension UserSearch.Row {
    init(_ object: JSON.Object, _ reply: Reply) throws {
        id = try reply.identifier(of: object, in: "пользователи")
        username = object["username"]?.words
        fullname = object["fullname"]?.words
        rating = object.first("rating")
        reviews = object["reviews_count"]?.quantity
        profession = object.first("specialization", "profession")?.words
        isOnline = object.first("is_online", "online")?.flag
    }

    var line: String {
        var line = "\(username.map { "@\($0)" } ?? Show.dash), id \(id)"
        if let fullname { line += ", \(fullname)" }
        line += ". Рейтинг: \(rating?.words ?? Show.dash)"
        if let reviews { line += ", " + Show.count(reviews, "отзыв", "отзыва", "отзывов") }
        line += ". Профессия: \(profession ?? Show.dash)"
        if isOnline == true { line += ". Онлайн" }
        return line
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер пользователя") { $0.id },
        .string("username", "Логин") { $0.username },
        .string("fullname", "Имя") { $0.fullname },
        .number("rating", "Рейтинг") { $0.rating?.amount },
        .integer("reviews", "Отзывов") { $0.reviews },
        .string("profession", "Профессия") { $0.profession },
        .bool("online", "Сейчас на сайте") { $0.isOnline })
}

extension UserSearch: Presentable {
    public var text: String {
        guard !rows.isEmpty else {
            return paging.page > 1
                ? "На странице \(paging.page) по запросу «\(query)» никого нет. \(paging.line)"
                : "По запросу «\(query)» никто не найден."
        }
        let head = "По запросу «\(query)» на этой странице: "
            + Show.count(Int64(rows.count), "пользователь", "пользователя", "пользователей")
        let list = rows.enumerated().map { "\($0.offset + 1). \($0.element.line)" }
        return ([head] + list + [paging.line + " Профиль целиком: get_user_info."]).joined(separator: "\n")
    }

    public static let shape = Shape<UserSearch>(
        .integer("count", "Пользователей на этой странице") { Int64($0.rows.count) },
        .list("users", "Найденные пользователи", Row.shape) { $0.rows },
        .object("paging", Paging.shape) { $0.paging })
}

extension Kwork {
    /// Users whose login or name fits. `page` counts from 1.
    public func searchUsers(_ query: String, page: Int64) throws -> UserSearch {
        let text = query.trimmed
        guard !text.isEmpty else { throw Failure.validation("Запрос пуст: передайте в query логин или имя.") }
        // The API's default is page 1.
        let reply = try ask(.userSearch, ["query": text, "page": page > 1 ? page : nil])
        let rows = try reply.list("users", "items").map { try UserSearch.Row($0, reply) }
        return UserSearch(query: text, rows: rows, paging: try reply.paging(page: page, count: rows.count))
    }
}
