/// Kworks: the own ones by status, anybody's in full, and switching the own ones on and off.
enum KworksDomain {
    static let pageSize = 10
    static let shownSimilar = 7

    static let routes: [Route] = [
        .api("kworksStatusList", token: .required, handler: statusList),
        .api(
            "userKworks", token: .required,
            [
                .query("user_id", .id, required: true), .query("status_id", .integer(1...7)), .query("page", .page),
                .query("category_id", .id),
            ], handler: userKworks),
        .api("getKworkDetails", token: .optional, [.query("id", .id, required: true)], handler: details),
        .api("getKworkDetailsExtra", token: .optional, [.query("id", .id, required: true)], handler: extras),
        .api("startKwork", token: .required, [.query("kwork_id", .id, required: true)], handler: start),
        .api("pauseKwork", token: .required, [.query("kwork_id", .id, required: true)], handler: pause),
    ]

    /// The first page of each status. Drafts stand inside the hidden ones, as older answers have it, and a last group
    /// repeats everything.
    private static func statusList(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let user = owner(world, call)
        func group(_ status: StoredKwork.Status, and inner: [JSON] = []) -> JSON {
            let all = world.kworks(of: user, status)
            return [
                "id": .integer(status.rawValue), "name": .string(status.name), "kworks_count": .integer(all.count),
                "kworks": .array(all.prefix(pageSize).map { item($0, world) } + inner),
            ]
        }
        let own = world.kworks.filter { $0.owner == user }
        let groups = StoredKwork.Status.allCases.filter { $0 != .draft }.map { $0 == .hidden ? group($0, and: [group(.draft)]) : group($0) }
        let everything: JSON = [
            "id": 0, "name": "Все", "kworks_count": .integer(own.count), "kworks": .array(own.prefix(pageSize).map { item($0, world) }),
        ]
        return .success(.array(groups + [everything]))
    }

    private static func userKworks(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let user = call.parameters.integer("user_id")
        let isOwn = user == owner(world, call)
        let wanted = call.parameters.integer("status_id")
        let found = world.kworks.filter {
            $0.owner == user && (isOwn || $0.status == .active) && (wanted == nil || $0.status.rawValue == wanted)
        }.sorted { $0.id > $1.id }
        let page = Page(of: found, number: call.parameters.integer("page") ?? 1, limit: pageSize)
        return .success(.array(page.items.map { item($0, world) }), beside: [.init(key: "paging", value: page.paging)])
    }

    /// An unknown kwork has the three faces of "no such thing", by id.
    private static func found(_ world: World, _ call: Call) throws(Refusal) -> StoredKwork? {
        let id = call.parameters.integer("id") ?? 0
        if let kwork = world.kworks.first(where: { $0.id == id }) { return kwork }
        if id % 3 == 2 { throw Refusal(text: "Кворк не найден", code: 404) }
        return nil
    }

    private static func details(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let kwork = try found(world, call) else { return .success((call.parameters.integer("id") ?? 0) % 3 == 0 ? .null : []) }
        let seller = world.user(id: kwork.owner)
        return .success([
            "id": .string(String(kwork.id)), "kwork_link": .string("/scripts/\(kwork.id)/kwork"), "image_url": "https://example.ru/kwork.png",
            "default_kwork_price": kwork.id.isMultiple(of: 2) ? .integer(kwork.price) : .string(String(kwork.price)),
            "is_subscription": false, "term": .string("\(kwork.days) дн."), "orders_in_queue_count": .integer(kwork.orders % 4),
            "kwork_in_favorites_count": .integer(kwork.views / 50), "kwork_title": .string(Markup.stored(kwork.title)),
            "kwork_description": .string(Markup.stored(kwork.description)), "category": .integer(kwork.category), "portfolio_items_count": 3,
            "short_user_info": [
                "id": .integer(kwork.owner), "username": .string(seller?.username ?? ""), "rating": .number(Double(seller?.rating ?? "") ?? 0),
                "reviews_count": .integer((seller?.goodReviews ?? 0) + (seller?.badReviews ?? 0)), "is_online": seller?.online == true ? 1 : 0,
                "level": .string(seller?.level ?? ""), "order_done_count": .integer(seller?.completedOrders ?? 0), "answer_time": "за 2 часа",
            ],
            "packages": kwork.price < 10_000 ? [] : [
                ["id": 1, "name": "Эконом", "package_description": "Только код", "price": .integer(kwork.price), "term": "5 дн."],
                ["id": 2, "name": "Бизнес", "package_description": "Код &amp; поддержка", "price": .integer(kwork.price * 2), "term": "9 дн."],
            ],
            "additional_options": [["id": 31, "name": "Срочно", "price": .integer(kwork.price / 2)]], "is_hidden": kwork.status == .hidden ? 1 : 0,
        ])
    }

    private static func extras(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let kwork = try found(world, call) else { return .success((call.parameters.integer("id") ?? 0) % 3 == 0 ? .null : []) }
        let similar = world.kworks.filter { $0.owner != kwork.owner && $0.status == .active }.prefix(shownSimilar)
        return .success([
            "reviews_count": .integer(kwork.orders / 2), "goodReviews": .integer(kwork.orders / 2 - kwork.orders / 30), "badReviews": .string(String(kwork.orders / 30)),
            "kwork_ratings": ["speed": 4.9, "quality": 5, "communication": 4.8], "frequently_asked_questions_count": .integer(kwork.orders % 3),
            "not_available_for_company": .bool(false),
            "last_reviews": .array(world.reviews.filter { $0.user == kwork.owner }.prefix(2).map { ReviewsDomain.item($0, world) }),
            "similar_kworks": .array(similar.map { item($0, world) }), "recommended_kworks": [], "other_kworks": [], "links_sites": [],
        ])
    }

    /// A kwork that was changed goes to the moderator first.
    private static func start(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try ownIndex(world, call)
        switch world.kworks[index].status {
        case .active: throw Refusal(text: "Кворк уже активен", code: 409)
        case .moderation, .needsFixes, .draft: throw Refusal(text: "Запустить кворк в этом статусе нельзя", code: 403)
        case .stopped, .paused, .hidden: break
        }
        guard world.kworks[index].isChanged else {
            world.kworks[index].status = .active
            return .json(["success": true])
        }
        world.kworks[index].status = .moderation
        return .success([["message": "Кворк станет активным после модерации"]])
    }

    private static func pause(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try ownIndex(world, call)
        switch world.kworks[index].status {
        case .active: world.kworks[index].status = .paused
        case .paused: throw Refusal(text: "Кворк уже на паузе", code: 409)
        default: throw Refusal(text: "Поставить на паузу можно только активный кворк", code: 403)
        }
        return .json(["success": true])
    }

    private static func ownIndex(_ world: World, _ call: Call) throws(Refusal) -> Int {
        let id = call.parameters.integer("kwork_id")
        guard let index = world.kworks.firstIndex(where: { $0.id == id && $0.owner == owner(world, call) }) else {
            throw Refusal(text: "Кворк не найден", code: 404)
        }
        return index
    }

    private static func owner(_ world: World, _ call: Call) -> Int { call.account.map { world.accounts[$0].userID } ?? 0 }

    /// A kwork as lists tell it, loosely typed by its id.
    private static func item(_ kwork: StoredKwork, _ world: World) -> JSON {
        let seller = world.user(id: kwork.owner)
        return [
            "id": kwork.id.isMultiple(of: 5) ? .string(String(kwork.id)) : .integer(kwork.id), "category_id": .integer(kwork.category),
            "category_name": .string(Markup.escaped(world.categories.flatMap(\.children).first { $0.id == kwork.category }?.name ?? "")),
            "status_id": .integer(kwork.status.rawValue), "status_name": .string(kwork.status.name),
            "title": .string(Markup.stored(kwork.title)), "price": kwork.id.isMultiple(of: 3) ? .string(String(kwork.price)) : .integer(kwork.price),
            "is_price_from": kwork.price > 10_000 ? 1 : 0, "is_hidden": kwork.status == .hidden ? 1 : 0, "lang": "ru",
            "worker": [
                "id": .integer(kwork.owner), "username": .string(seller?.username ?? ""), "rating": .number(Double(seller?.rating ?? "") ?? 0),
                "is_online": seller?.online == true ? 1 : 0,
            ],
            "edits_list": .array(kwork.edits.map { .string($0) }),
            "activity": ["views": .integer(kwork.views), "orders": .integer(kwork.orders), "earned": .integer(kwork.orders * kwork.price)],
        ]
    }
}
