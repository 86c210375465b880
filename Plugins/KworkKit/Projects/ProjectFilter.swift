import PluginKit

/// Which projects to list.
public struct ProjectFilter: Sendable {
    /// Where to look.
    public enum Scope: Sendable, Equatable {
        /// The account's favourite categories.
        case favorites
        /// The whole exchange.
        case all
        case category(Int64)
    }

    public var scope: Scope
    public var priceFrom: Int64?
    public var priceTo: Int64?
    public var hiringFrom: Int64?
    public var maximumOffers: Int64?
    public var query: String?
    /// From 1.
    public var page: Int64

    public init(
        _ scope: Scope, priceFrom: Int64? = nil, priceTo: Int64? = nil, hiringFrom: Int64? = nil,
        maximumOffers: Int64? = nil, query: String? = nil, page: Int64 = 1
    ) {
        self.scope = scope
        self.priceFrom = priceFrom
        self.priceTo = priceTo
        self.hiringFrom = hiringFrom
        self.maximumOffers = maximumOffers
        self.query = query
        self.page = page
    }
}

extension ProjectFilter.Scope {
    /// The names of the `mode` argument.
    public static let modes = ["favorites", "all", "category"]

    /// From the arguments `mode` and `category_id`. Without a mode a category means itself, nothing means favourites.
    public init(mode: String?, categoryID: Int64?) throws {
        switch (mode, categoryID) {
        case (nil, nil), ("favorites", nil): self = .favorites
        case ("all", nil): self = .all
        case (nil, let id?), ("category", let id?): self = .category(id)
        case ("category", nil):
            throw Failure.validation("При mode=category нужен category_id; номера категорий даёт list_categories.")
        case (let mode?, _):
            throw Failure.validation("category_id сочетается только с mode=category, а передан mode=\(mode).")
        }
    }
}

extension Kwork {
    /// A page of projects. Favourites cost one more request: the server takes an empty list of categories for the whole
    /// exchange, so theirs have to be named.
    public func projects(_ filter: ProjectFilter) throws -> ProjectPage {
        if let from = filter.priceFrom, let to = filter.priceTo, from > to {
            throw Failure.validation("price_from (\(from)) больше price_to (\(to)).")
        }
        let query = filter.query?.trimmed ?? ""
        let categories: [Int64]?
        var scope: String
        switch filter.scope {
        case .all: (categories, scope) = (nil, "вся биржа")
        case .category(let id): (categories, scope) = ([id], "категория \(id)")
        case .favorites: (categories, scope) = (try favoriteCategoryIDs(), "избранные категории")
        }
        if !query.isEmpty { scope += ", запрос «\(query)»" }
        let reply = try ask(
            .projects,
            [
                "categories": categories.map { $0.map(String.init).joined(separator: ",") } ?? "all",
                "price_from": filter.priceFrom, "price_to": filter.priceTo, "hiring_from": filter.hiringFrom,
                "kworks_filter_to": filter.maximumOffers, "query": query.isEmpty ? nil : query, "page": filter.page,
            ])
        return try ProjectPage(reply, scope: scope, categoryIDs: categories, page: filter.page)
    }

    /// The numbers of the favourite categories; never empty.
    func favoriteCategoryIDs() throws -> [Int64] {
        let identifiers = try favoriteCategories().identifiers
        guard !identifiers.isEmpty else { throw Self.noFavourites }
        return identifiers
    }

    static let noFavourites = Failure.validation(
        """
        В аккаунте нет избранных категорий. Задайте mode=all (вся биржа) или category_id (номера даёт \
        list_categories).
        """)
}
