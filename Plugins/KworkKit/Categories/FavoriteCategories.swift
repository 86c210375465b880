import PluginKit

/// The categories that the account follows on the exchange.
public struct FavoriteCategories: Sendable {
    struct Row: Sendable {
        var id: Int64
        var name: String?
        var description: String?
        var isAttribute: Bool?
    }

    var rows: [Row]

    var identifiers: [Int64] { rows.map(\.id) }
}

extension FavoriteCategories {
    init(_ reply: Reply) throws {
        rows = try reply.list("categories", "data").map {
            Row(
                id: try reply.identifier(of: $0, in: "избранные рубрики"), name: $0["name"]?.words,
                description: $0["description"]?.words, isAttribute: $0["is_attribute"]?.flag)
        }
    }
}

extension FavoriteCategories.Row {
    var line: String {
        var line = "[\(id)] \(name ?? Show.dash)"
        if isAttribute == true { line += " (уточнение рубрики)" }
        if let description { line += ": \(description)" }
        return line
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер рубрики") { $0.id },
        .string("name", "Название") { $0.name },
        .string("description", "Описание") { $0.description },
        .bool("attribute", "Уточнение рубрики, а не рубрика") { $0.isAttribute })
}

extension FavoriteCategories: Presentable {
    public var text: String {
        guard !rows.isEmpty else {
            return "Избранных рубрик нет. Проекты всей биржи даёт list_projects с mode=all, одной рубрики — с category_id."
        }
        let head = "Избранные рубрики: \(Show.count(Int64(rows.count), "рубрика", "рубрики", "рубрик")). Их проекты: list_projects."
        return ([head] + rows.map(\.line)).joined(separator: "\n")
    }

    public static let shape = Shape<FavoriteCategories>(
        .integer("count", "Избранных рубрик") { Int64($0.rows.count) },
        .list("categories", "Избранные рубрики", Row.shape) { $0.rows })
}

extension Kwork {
    /// The account's favourites; may be empty.
    public func favoriteCategories() throws -> FavoriteCategories { try FavoriteCategories(ask(.favoriteCategories)) }
}
