/// The own account and other people's profiles.
enum ProfileDomain {
    static let searchPageSize = 20

    static let routes: [Route] = [
        .api(
            "actor", token: .required,
            ["uad", "isAppWhiteListed", "whiteListedLastShowTime", "isAppPushOn", "appPushOnLastShowTime"].map { .form($0, .text) },
            handler: actor),
        .api("user", token: .optional, [.query("id", .id, required: true), .query("with_hidden", .integer(0...1))], handler: user),
        .api(
            "userByUsername", token: .optional, [.query("username", .filledText, required: true), .query("with_hidden", .integer(0...1))],
            handler: userByUsername),
        .api("userSearch", token: .optional, [.query("query", .text, required: true), .query("page", .page)], handler: userSearch),
    ]

    private static func actor(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let account = call.account.map({ world.accounts[$0] }), let user = world.user(id: account.userID) else {
            throw Refusal(text: "Требуется авторизация", code: 401, status: 401)
        }
        let unread = world.unread(of: user.id)
        return .success([
            "id": .integer(user.id), "username": .string(user.username), "status": "active", "email": "demo@example.ru",
            "type": "worker", "verified": true, "fullname": .string(user.fullname),
            "profilepicture": "https://example.ru/avatar.png", "description": .string(Markup.stored(user.description)),
            "level_description": .string(user.level), "good_reviews": .integer(user.goodReviews), "bad_reviews": .integer(user.badReviews),
            "location": .string(user.location), "rating": .string(user.rating), "rating_count": .integer(user.goodReviews + user.badReviews),
            "total_amount": .number(account.freeAmount + account.holdAmount), "hold_amount": .number(account.holdAmount),
            "free_amount": .number(account.freeAmount), "currency": "RUB", "unread_dialog_count": .integer(unread.count),
            "unread_messages_count": .integer(unread.values.reduce(0, +)),
            "notify_unread_count": 1, "warning_inbox_count": 0, "red_notify": 0, "addtime": .integer(user.registered),
            "kworks_count": 4,
            "offers_count": .integer(world.offers(of: call.account).count(where: \.active)),
            "wants_count": 0, "archived_wants_count": 0, "has_offers": 1,
            "profession": .string(user.profession), "completed_orders_count": .integer(user.completedOrders),
            "worker_status": account.workerStatus.map { .string($0) } ?? .null, "kworks_available_at_weekends": true,
        ])
    }

    private static func user(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let user = call.parameters.integer("id").flatMap(world.user) else {
            throw Refusal(text: "Пользователь не найден", code: 404)
        }
        return .success(profile(of: user, world, call))
    }

    /// The other way of saying "no such user": an empty list where an object is expected.
    private static func userByUsername(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let name = call.parameters.text("username")?.lowercased()
        return .success(world.users.first { $0.username.lowercased() == name }.map { profile(of: $0, world, call) } ?? [])
    }

    private static func userSearch(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let words = (call.parameters.text("query") ?? "").lowercased()
        let found = world.users.filter {
            $0.isWorker && ($0.username + " " + $0.fullname + " " + $0.profession).lowercased().contains(words)
        }
        let page = Page(of: found, number: call.parameters.integer("page") ?? 1, limit: searchPageSize)
        return .success(.array(page.items.map(row)), beside: [.init(key: "paging", value: page.paging)])
    }

    /// Search rows tell the rating as a number, profiles as text.
    private static func row(_ user: User) -> JSON {
        [
            "id": .integer(user.id), "username": .string(user.username), "fullname": .string(user.fullname),
            "profilepicture": "https://example.ru/avatar.png", "rating": .number(Double(user.rating) ?? 0),
            "reviews_count": .integer(user.goodReviews + user.badReviews), "rating_count": .integer(user.goodReviews + user.badReviews),
            "is_online": .bool(user.online),
        ]
    }

    private static func profile(of user: User, _ world: World, _ call: Call) -> JSON {
        let me = call.account.map { world.accounts[$0].userID }
        let traits = me.map { world.traits(of: $0, with: user.id) }
        let allowed = me.map { world.mayWrite($0, to: user.id) } ?? true
        return [
            "id": .integer(user.id), "username": .string(user.username), "fullname": .string(user.fullname),
            "profilepicture": "https://example.ru/avatar.png", "description": .string(Markup.stored(user.description)),
            "profession": user.profession.isEmpty ? .null : .string(user.profession), "level_description": .string(user.level),
            "location": .string(user.location), "rating": .string(user.rating), "good_reviews": .integer(user.goodReviews),
            "bad_reviews": .integer(user.badReviews), "reviews_count": .integer(user.goodReviews + user.badReviews),
            "online": .integer(user.online ? 1 : 0), "live_date": .integer(Seed.newestProject - 600), "addtime": .integer(user.registered),
            "timezoneId": 3, "order_done_persent": 98, "order_done_intime_persent": 96, "order_done_repeat_persent": 41,
            "completed_orders_count": .integer(user.completedOrders), "allowedDialog": .bool(allowed),
            "blocked_by_user": .bool(traits?.blockedByPeer ?? false),
            "is_allow_custom_request": true, "custom_request_min_budget": 500.5, "kworks_count": 0, "kworks": [], "portfolio_list": [],
            "achievments_list": [],
        ]
    }
}
