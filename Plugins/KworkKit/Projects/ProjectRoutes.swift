extension Route {
    static let projects = read(
        "projects",
        [
            "categories", "price_from", "price_to", "hiring_from", "kworks_filter_from", "kworks_filter_to", "query",
            "page", "attributes", "offers",
        ])
    static let project = read("project", ["id"])
    static let exchangeInfo = read("exchangeInfo")
    static let favoriteCategories = read("favoriteCategories")
}
