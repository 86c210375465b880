/// The list of dialogs, and what is looked for in them.
enum DialogsDomain {
    static let pageSize = 10
    static let searchPageSize = 20

    static let routes: [Route] = [
        .api(
            "dialogs", token: .required, [.query("page", .page), .query("excludedIds", .ids), .query("withTracks", .integer(0...1))],
            handler: dialogs),
        .api(
            "searchDialogs", token: .required,
            [
                .query("query", .text, required: true), .query("page", .page), .query("excludedIds", .ids),
                .query("withTracks", .integer(0...1)),
            ], handler: searchDialogs),
        .api(
            "searchMessages", token: .required,
            [.query("text", .text, required: true), .query("userId", .id, required: true), .query("page", .page)],
            handler: searchMessages),
        .api("inboxRead", token: .required, [.query("user_id", .id, required: true), .query("messages[]", .id)], handler: inboxRead),
    ]

    private static func dialogs(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let peers = world.peers(of: me)
        let counts: JSON = [
            "unread": .integer(world.unread(of: me).count), "archived": .integer(peers.count { world.traits(of: me, with: $0).archived }),
        ]
        return list(peers, world, call, me: me, beside: [.init(key: "filter_counts", value: counts)])
    }

    /// By name, or by what was said last.
    private static func searchDialogs(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let words = (call.parameters.text("query") ?? "").trimmingBlanks().lowercased()
        guard words.count >= 2 else { throw Refusal(text: "Введите не менее 2 символов", code: 400) }
        let found = world.peers(of: me).filter { peer in
            let said = world.messages(between: me, and: peer).last?.text ?? ""
            return ((world.user(id: peer)?.username ?? "") + "\n" + said).lowercased().contains(words)
        }
        return list(found, world, call, me: me, beside: [])
    }

    private static func searchMessages(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let peer = try world.peer(call.parameters.integer("userId"))
        let words = (call.parameters.text("text") ?? "").trimmingBlanks().lowercased()
        guard !words.isEmpty else { throw Refusal(text: "Введите текст для поиска", code: 400) }
        let found = world.messages(between: me, and: peer).reversed().filter { $0.text.lowercased().contains(words) }
        let page = Page(of: Array(found), number: call.parameters.integer("page") ?? 1, limit: searchPageSize)
        let rows: [JSON] = page.items.map { message in
            [
                "id": .integer(message.id), "conversation_id": .integer(MessagesDomain.conversation(me, peer)),
                "phrase": .string(Markup.message(String(message.text.prefix(120)))),
            ]
        }
        return .success(.array(rows), beside: [.init(key: "paging", value: page.paging)])
    }

    private static func inboxRead(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let peer = try world.peer(call.parameters.integer("user_id"))
        guard !world.messages(between: me, and: peer).isEmpty else { throw Refusal(text: "Диалог не найден", code: 404) }
        let only = call.parameters.integers("messages[]")
        for index in world.messages.indices where world.messages[index].from == peer && world.messages[index].to == me {
            if only.isEmpty || only.contains(world.messages[index].id) { world.messages[index].unread = false }
        }
        return .json(["success": true])
    }

    /// `paging` of dialogs has no `pages`.
    private static func list(_ peers: [Int], _ world: World, _ call: Call, me: Int, beside: [JSON.Member]) -> Reply {
        let excluded = (call.parameters.text("excludedIds") ?? "").split(separator: ",").compactMap { Int($0) }
        let page = Page(of: peers.filter { !excluded.contains($0) }, number: call.parameters.integer("page") ?? 1, limit: pageSize)
        let paging: JSON = ["page": .integer(page.number), "total": .integer(page.total), "limit": .integer(page.limit)]
        return .success(
            .array(page.items.map { row($0, world, me: me) }), beside: [.init(key: "paging", value: paging)] + beside)
    }

    private static func row(_ peer: Int, _ world: World, me: Int) -> JSON {
        let traits = world.traits(of: me, with: peer)
        let user = world.user(id: peer)
        let unread = world.unread(of: me)[peer] ?? 0
        let last = world.messages(between: me, and: peer).last
        let text = Markup.message(last?.text ?? "")
        let orders = world.orderHooks.activeOrders?(world, me, peer) ?? []
        let flag = { (value: Bool) -> JSON in peer.isMultiple(of: 2) ? .bool(value) : .integer(value ? 1 : 0) }
        return [
            "unread": .integer(unread > 0 ? 1 : 0), "unread_count": peer.isMultiple(of: 3) ? .string(String(unread)) : .integer(unread),
            "last_message": .string(text), "time": peer.isMultiple(of: 7) ? .string(String(last?.time ?? 0)) : .integer(last?.time ?? 0),
            "user_id": peer.isMultiple(of: 5) ? .string(String(peer)) : .integer(peer), "username": .string(user?.username ?? ""),
            "profilepicture": "https://example.ru/avatar.png", "is_online": flag(user?.online ?? false), "status": "active",
            "blocked_by_user": flag(traits.blockedByPeer), "allowedDialog": flag(world.mayWrite(me, to: peer)),
            "disallowReason": traits.disallowReason.map { .integer($0) } ?? .null,
            "lastMessage": [
                "unread": .bool(last?.unread ?? false), "fromUsername": .string(last.flatMap { world.user(id: $0.from) }?.username ?? ""),
                "fromUserId": .integer(last?.from ?? 0), "type": last?.type.map { .string($0) } ?? .null, "time": .integer(last?.time ?? 0),
                "message": .string(text), "originText": .string(text),
            ],
            "has_active_order": flag(!orders.isEmpty), "active_orders": .array(orders), "archived": flag(traits.archived),
            "isStarred": flag(traits.starred), "is_important": flag(traits.important), "countup": .null, "warning_message_id": .null,
            "has_answer": flag(last?.from == me), "is_spam": flag(false), "draft": traits.draft.map { .string(Markup.message($0)) } ?? .null,
        ]
    }
}

extension World {
    /// The user behind the call's token.
    func me(_ call: Call) throws(Refusal) -> Int {
        guard let account = call.account else { throw Refusal(text: "Требуется авторизация", code: 401, status: 401) }
        return accounts[account].userID
    }

    func peer(_ id: Int?) throws(Refusal) -> Int {
        guard let id, user(id: id) != nil else { throw Refusal(text: "Пользователь не найден", code: 404) }
        return id
    }

    func mayWrite(_ owner: Int, to peer: Int) -> Bool {
        let traits = traits(of: owner, with: peer)
        return traits.disallowReason == nil && !traits.blockedByPeer
    }
}
