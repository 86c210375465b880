/// The messages of one dialog, and writing them.
enum MessagesDomain {
    static let pageSize = 50

    static let routes: [Route] = [
        .api("inboxes", token: .required, [.query("username", .filledText, required: true), .query("page", .page)], handler: inboxes),
        .api("inboxMessage", token: .required, [.query("messageId", .id, required: true)], handler: inboxMessage),
        .api(
            "inboxCreate", token: .required,
            [
                .query("user_id", .id, required: true), .query("uuid", .filledText), .query("message_key", .filledText),
                .query("order_id", .id), .query("uploaded_files[]", .id), .query("reply_message_id", .id),
                .query("withTracks", .integer(0...1)), .form("text", .text),
            ], handler: inboxCreate),
        .api(
            "inboxEdit", token: .required,
            [
                .query("id", .id, required: true), .query("uploaded_files[]", .id), .query("reply_message_id", .id), .form("text", .text),
            ], handler: inboxEdit),
        .api("inboxDelete", token: .required, [.query("id", .id, required: true), .query("withTracks", .integer(0...1))], handler: inboxDelete),
    ]

    static func conversation(_ one: Int, _ other: Int) -> Int { 40_000_000 + min(one, other) % 1_000_000 + max(one, other) % 1_000_000 }

    /// Page 1 is the oldest, and the newest comes without a page. Pages are filled from the newest end, so only page 1 is short.
    private static func inboxes(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let name = call.parameters.text("username")?.lowercased()
        guard let peer = world.users.first(where: { $0.username.lowercased() == name })?.id else {
            throw Refusal(text: "Пользователь не найден", code: 404)
        }
        let all = world.messages(between: me, and: peer)
        let pages = max(1, (all.count + pageSize - 1) / pageSize)
        let page = call.parameters.integer("page") ?? pages
        let end = all.count - (pages - page) * pageSize
        let rows = page > pages ? [] : all[max(0, end - pageSize)..<end].map { item($0, world) }
        let paging: JSON = [
            "page": .integer(page), "total": .integer(all.count), "limit": .integer(pageSize),
            "pages": .integer(all.isEmpty ? 0 : pages),
        ]
        // The order inside a page is not to be relied on.
        let newestFirst = peer.isMultiple(of: 2)
        return .success(.array(newestFirst ? rows.reversed() : rows), beside: [.init(key: "paging", value: paging)])
    }

    private static func inboxMessage(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let id = call.parameters.integer("messageId") ?? 0
        guard let message = world.messages.first(where: { $0.id == id && ($0.from == me || $0.to == me) }) else {
            if id.isMultiple(of: 2) { return .success(.null) }
            throw Refusal(text: "Сообщение не найдено", code: 404)
        }
        return .success(item(message, world))
    }

    private static func inboxCreate(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = try world.me(call)
        let peer = try world.peer(call.parameters.integer("user_id"))
        guard peer != me else { throw Refusal(text: "Нельзя отправить сообщение самому себе", code: 403) }
        let (text, files) = try content(world, call)
        if let order = call.parameters.integer("order_id") {
            guard let write = world.orderHooks.writeTrack else { throw Refusal(text: "Заказ не найден", code: 404) }
            let track = OrderHooks.TrackText(
                order: order, from: me, to: peer, text: text, files: files, time: call.unixNow, account: call.account ?? 0)
            return created(try write(&world, track), "track", page: 1, me, peer, call)
        }
        guard world.mayWrite(me, to: peer) else { throw Refusal(text: "Вы не можете написать этому пользователю", code: 403) }
        let quote = call.parameters.integer("reply_message_id")
        if let quote, !world.messages(between: me, and: peer).contains(where: { $0.id == quote }) {
            throw Refusal(text: "Сообщение, на которое вы отвечаете, не найдено", code: 404)
        }
        let id = world.addMessage(
            Message(id: 0, from: me, to: peer, text: text, time: call.unixNow, unread: true, files: files, quote: quote))
        let count = world.messages(between: me, and: peer).count
        return created(id, "message", page: (count + pageSize - 1) / pageSize, me, peer, call)
    }

    private static func created(_ id: Int, _ type: String, page: Int, _ me: Int, _ peer: Int, _ call: Call) -> Reply {
        .success([
            "id": .integer(id), "conversation_id": .integer(conversation(me, peer)), "type": .string(type), "page": .integer(page),
            "time": .integer(call.unixNow), "mass_mailing_notification": false,
        ])
    }

    /// Attachments that are not named again are gone.
    private static func inboxEdit(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try own(world, call, "Нельзя редактировать чужое сообщение")
        let (text, files) = try content(world, call)
        world.messages[index].text = text
        world.messages[index].files = files
        world.messages[index].updated = call.unixNow
        if let quote = call.parameters.integer("reply_message_id") { world.messages[index].quote = quote }
        return .json(["success": true])
    }

    private static func inboxDelete(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        world.messages.remove(at: try own(world, call, "Нельзя удалить чужое сообщение"))
        return .json(["success": true])
    }

    private static func content(_ world: World, _ call: Call) throws(Refusal) -> (String, [Int]) {
        let files = call.parameters.integers("uploaded_files[]")
        try world.checkFiles(files, account: call.account)
        let text = call.parameters.text("text") ?? ""
        if text.allSatisfy(\.isWhitespace), files.isEmpty { throw Refusal(text: "Введите текст сообщения", code: 400) }
        return (text, files)
    }

    private static func own(_ world: World, _ call: Call, _ complaint: String) throws(Refusal) -> Int {
        let me = try world.me(call)
        let id = call.parameters.integer("id")
        guard let index = world.messages.firstIndex(where: { $0.id == id && ($0.from == me || $0.to == me) }) else {
            throw Refusal(text: "Сообщение не найдено", code: 404)
        }
        guard world.messages[index].from == me, world.messages[index].type == nil else { throw Refusal(text: complaint, code: 403) }
        return index
    }
}
