/// The exchange: projects, connects, totals.
enum ProjectsDomain {
    /// As the real service pages its exchange.
    static let pageSize = 12

    static let routes: [Route] = [
        .api(
            "projects", token: .required,
            [
                .query("categories", .categories), .query("price_from", .amount), .query("price_to", .amount),
                .query("hiring_from", .integer(0...100)), .query("kworks_filter_from", .amount), .query("kworks_filter_to", .amount),
                .query("query", .text), .query("page", .page), .query("attributes", .notRebuilt), .query("offers", .notRebuilt),
            ], handler: projects),
        .api("project", token: .required, [.query("id", .id, required: true)], handler: project),
        .api("exchangeInfo", token: .required, handler: exchangeInfo),
    ]

    /// Empty, missing and `all` categories mean the whole exchange; favourites have to be named by id.
    private static func projects(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        // The other site has no exchange and says so with nothing.
        if world.settings.site.isCom { return .json(["success": true]) }
        let found = world.projects.filter { $0.open && passes($0, call.parameters, world) }.sorted { $0.published > $1.published }
        let page = Page(of: found, number: call.parameters.integer("page") ?? 1, limit: pageSize)
        return .success(
            .array(page.items.map { item($0, world, account: call.account) }),
            beside: [.init(key: "paging", value: page.paging), .init(key: "connects", value: connects(world, call.account))])
    }

    private static func passes(_ project: Project, _ parameters: Parameters, _ world: World) -> Bool {
        let wanted = (parameters.text("categories") ?? "").split(separator: ",").compactMap { Int($0) }
        if !wanted.isEmpty, !wanted.contains(project.category), !wanted.contains(parent(of: project.category, world)) { return false }
        if let least = parameters.integer("price_from"), project.price < least { return false }
        if let most = parameters.integer("price_to"), project.price > most { return false }
        if let least = parameters.integer("hiring_from"), project.hiredPercent < least { return false }
        // The lower bound of the offers is exclusive, the upper one inclusive.
        if let bound = parameters.integer("kworks_filter_from"), project.offers <= bound { return false }
        if let bound = parameters.integer("kworks_filter_to"), project.offers > bound { return false }
        if let words = parameters.text("query"), !words.isEmpty, !project.matches(words) { return false }
        return true
    }

    /// An unknown project is a success without a response; every third id answers a list of one instead of an object.
    private static func project(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let id = call.parameters.integer("id")
        guard let project = world.projects.first(where: { $0.id == id }) else { return .success(.null) }
        let object = item(project, world, account: call.account)
        return .success(project.id.isMultiple(of: 3) ? [object] : object)
    }

    /// The one answer without an envelope.
    private static func exchangeInfo(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let own = world.offers(of: call.account)
        // The archive holds what the person has not tidied away: here, offers on projects of the last weeks.
        let archived = own.count { !$0.active && $0.created > Seed.newestProject - 20 * 86_400 }
        return .json(["archived_count": .integer(archived), "exchange_response_count": .integer(own.count(where: \.active))])
    }

    static func connects(_ world: World, _ account: Int?) -> JSON {
        guard let account else { return .null }
        return [
            "all_connects": .integer(world.accounts[account].allConnects),
            "active_connects": .integer(world.accounts[account].activeConnects), "update_time": -1,
        ]
    }

    private static func parent(of category: Int, _ world: World) -> Int {
        world.categories.first { $0.ids.contains(category) }?.id ?? category
    }

    /// A project as the service tells it, with its loose typing: depending on the id, numbers come as text and flags as 0 or 1.
    static func item(_ project: Project, _ world: World, account: Int?) -> JSON {
        let buyer = world.user(id: project.buyer)
        let flag = { (value: Bool) -> JSON in project.id.isMultiple(of: 2) ? .bool(value) : .integer(value ? 1 : 0) }
        let siblings = world.projects.filter { $0.buyer == project.buyer }
        var members: [JSON.Member] = [
            .init(key: "id", value: .integer(project.id)),
            .init(key: "status", value: project.open ? "active" : "closed"),
            .init(key: "user_id", value: project.id.isMultiple(of: 5) ? .string(String(project.buyer)) : .integer(project.buyer)),
            .init(key: "username", value: .string(buyer?.username ?? "")),
            .init(key: "profile_picture", value: "https://example.ru/avatar.png"),
            .init(key: "price", value: project.id.isMultiple(of: 7) ? .string(String(project.price)) : .integer(project.price)),
            .init(key: "title", value: .string(Markup.stored(project.title))),
            .init(key: "description", value: .string(Markup.stored(project.description))),
            .init(key: "offers", value: .integer(project.offers)),
            .init(key: "time_left", value: .integer(max(0, 72 - project.ageInHours) * 3600)),
            .init(key: "parent_category_id", value: .integer(parent(of: project.category, world))),
            .init(key: "category_id", value: .integer(project.category)),
            .init(key: "date_confirm", value: project.id.isMultiple(of: 11) ? .string(String(project.published)) : .integer(project.published)),
            .init(key: "category_base_price", value: 500),
            .init(key: "user_projects_count", value: .integer(siblings.count + 3)),
            .init(key: "user_active_projects_count", value: .integer(siblings.count(where: \.open))),
            .init(key: "user_hired_percent", value: .integer(project.hiredPercent)),
            .init(key: "achievements_list", value: []),
            .init(key: "is_viewed", value: flag(false)),
            .init(key: "already_work", value: 0),
            .init(key: "allow_higher_price", value: flag(project.limit != nil)),
            .init(key: "user_need_portfolio", value: 0),
            .init(key: "has_offer", value: flag(world.hasOffer(account: account, project: project.id))),
        ]
        if let limit = project.limit {
            members.append(.init(key: "possible_price_limit", value: .integer(limit)))
        } else if project.id.isMultiple(of: 2) {
            members.append(.init(key: "possible_price_limit", value: .null))
        }
        return .object(members)
    }
}
