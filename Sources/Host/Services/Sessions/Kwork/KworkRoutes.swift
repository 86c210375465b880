/// What each route does, whatever a bundle says about it. A route that is not known as a read is a write.
enum KworkRoutes {
    enum Kind: Sendable, Equatable {
        case read
        case preparation
        case write
        /// Sign-in and login links: only the session itself asks for them.
        case host
    }

    static func kind(site: String, method: String, path: String) -> Kind {
        let name = KworkRoute.name(path)
        if site == "web" {
            let first = canonical(path).split(separator: "/").first.map(String.init) ?? ""
            if ["login", "logout", "login-by-token", "signin"].contains(first) { return .host }
            if method == "GET" || method == "HEAD" { return .read }
            return method == "POST" && preparations.contains(name) ? .preparation : .write
        }
        if hostOnly.contains(canonical(path)) { return .host }
        return (method == "POST" || method == "GET") && reads.contains(name) ? .read : .write
    }

    /// Names what a write makes that there may be only one of: one offer for a project, one verdict on an order. Another text or
    /// price does not make it another one.
    static func conflict(of request: SessionRequest, site: String) -> String? {
        let route = KworkRoute.name(request.path)
        let key: String? =
            switch (site, route) {
            case ("web", "api/offer/createoffer"): "wantId"
            case ("api", "sendOrderForApproval"), ("api", "approveOrder"), ("api", "sendOrderForRevision"): "orderId"
            default: nil
            }
        guard let key, let id = request.query.first(where: { $0.name == key })?.value, !id.isEmpty else { return nil }
        return "\(route) \(id)"
    }

    /// Whether a route belongs to the project exchange, which only kwork.ru has.
    static func belongsToExchange(site: String, path: String) -> Bool {
        let path = canonical(path)
        guard site == "web" else { return exchange.contains(path) }
        return ["new_offer", "wants", "projects", "api/offer", "quick-faq"].contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// The path as a lenient server may read it, for what must not slip through in another spelling.
    static func canonical(_ path: String) -> String {
        Percent.decode(Percent.decode(path)).lowercased().split(separator: "/").joined(separator: "/")
    }

    private static let hostOnly: Set<String> = ["signin", "getwebauthtoken"]

    private static let preparations: Set<String> = ["quick-faq/init", "wants/create_offer_draft", "projects/check_is_template"]

    private static let reads: Set<String> = [
        "actor", "categories", "dialogs", "exchangeInfo", "favoriteCategories", "favoriteKworks", "getBadgesInfo", "getInboxTracks",
        "getKworkDetails", "getKworkDetailsExtra", "getKworkReviews", "getOrderCancellationReasons", "getOrderDetails", "getOrderFiles",
        "getOrderHeader", "getTracks", "getWantsCount", "inboxMessage", "inboxes", "kworksStatusList", "myWants", "notifications", "offer",
        "offers", "payerOrders", "portfolioList", "project", "projects", "search", "searchDialogs", "searchKworksCatalogQuery",
        "searchMessages", "trackMessage", "user", "userByUsername", "userKworks", "userReviews", "userSearch", "want", "wantsStatusList",
        "workerOrders",
    ]

    /// In lower case, as `canonical` gives them.
    private static let exchange: Set<String> = [
        "projects", "project", "favoritecategories", "addfavoritecategories", "delfavoritecategories", "exchangeinfo", "getwantscount",
        "offers", "offer", "deleteoffer", "mywants", "want", "stopwant", "restartwant", "wantsstatuslist",
    ]
}
