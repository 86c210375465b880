extension MessagesDomain {
    /// A message with the loose typing of the service: depending on the id, numbers come as text, flags as 0 or 1, and what
    /// is not there as null, empty, or not at all.
    static func item(_ message: Message, _ world: World) -> JSON {
        let id = message.id
        let number = { (value: Int, divisor: Int) -> JSON in id.isMultiple(of: divisor) ? .string(String(value)) : .integer(value) }
        var members: [JSON.Member] = [
            .init(key: "message_id", value: number(id, 4)), .init(key: "to_id", value: number(message.to, 5)),
            .init(key: "to_username", value: .string(world.user(id: message.to)?.username ?? "")),
            .init(key: "from_id", value: number(message.from, 7)),
            .init(key: "from_username", value: .string(world.user(id: message.from)?.username ?? "")),
            .init(key: "from_live_date", value: .integer(Seed.newestProject)), .init(key: "to_live_date", value: .integer(Seed.newestProject)),
            .init(key: "message", value: .string(Markup.message(message.text))), .init(key: "time", value: number(message.time, 9)),
            .init(key: "unread", value: id.isMultiple(of: 2) ? .bool(message.unread) : .integer(message.unread ? 1 : 0)),
            .init(key: "status", value: "active"), .init(key: "forwarded", value: false),
            .init(key: "updated_at", value: message.updated.map { .integer($0) } ?? .null),
            .init(key: "message_page", value: .integer(page(of: message, world))),
        ]
        if message.type != nil || id.isMultiple(of: 3) { members.append(.init(key: "type", value: message.type.map { .string($0) } ?? .null)) }
        if !message.files.isEmpty || id.isMultiple(of: 2) {
            members.append(.init(key: "files", value: .array(message.files.map(world.fileItem))))
        }
        if message.quote != nil || id.isMultiple(of: 5) { members.append(.init(key: "quote", value: quote(message, world))) }
        if message.order != nil || id.isMultiple(of: 2) {
            members.append(.init(key: "created_order_id", value: message.order.map { .integer($0) } ?? .null))
        }
        if let terms = message.request {
            let request: JSON = ["budget": .string(String(terms.budget)), "duration": .string(String(terms.days)), "not_available_for_company": false]
            members.append(.init(key: "custom_request", value: request))
        }
        if let terms = message.proposal { members.append(.init(key: "inbox_order", value: proposal(terms, message))) }
        return .object(members)
    }

    private static func page(of message: Message, _ world: World) -> Int {
        let all = world.messages(between: message.from, and: message.to)
        let newer = all.count { $0.id > message.id }
        return (all.count + pageSize - 1) / pageSize - newer / pageSize
    }

    private static func quote(_ message: Message, _ world: World) -> JSON {
        guard let quoted = message.quote.flatMap({ id in world.messages.first { $0.id == id } }) else { return .null }
        return [
            "reply_conversation_id": .integer(conversation(message.from, message.to)), "reply_message_id": .integer(quoted.id),
            "reply_user_id": .integer(quoted.from), "reply_message_displayed_text": .string(Markup.message(String(quoted.text.prefix(100)))),
            "reply_message_page": .integer(page(of: quoted, world)), "reply_message_files": .array(quoted.files.map(world.fileItem)),
        ]
    }

    private static func proposal(_ terms: Message.Terms, _ message: Message) -> JSON {
        [
            "order_id": message.order.map { .integer($0) } ?? .null, "status": .string(terms.status), "budget": .number(Double(terms.budget)),
            "duration": .integer(terms.days * 86_400),
            "order": ["kwork_title": .string(Markup.stored(terms.title)), "totaldays": .integer(terms.days), "totalprice": .number(Double(terms.budget))],
        ]
    }
}
