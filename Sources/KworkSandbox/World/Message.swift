/// A message between two people. The text is kept as it was written; it is escaped on the way out.
struct Message: Sendable {
    /// Grows with time.
    var id: Int
    var from: Int
    var to: Int
    var text: String
    /// Unix seconds.
    var time: Int
    var updated: Int?
    /// The recipient has not seen it.
    var unread = false
    /// nil for what people write; `auto`, `support`, `custom_request`, `offer_kwork_new` and the like otherwise.
    var type: String?
    var files: [Int] = []
    /// The message it answers.
    var quote: Int?
    var order: Int?
    /// Budget and term of an individual order that is asked for.
    var request: Terms?
    /// Budget and term of an individual order that is proposed.
    var proposal: Terms?

    struct Terms: Sendable {
        /// Rubles.
        var budget: Int
        var days: Int
        var title: String
        var status: String
    }

    func isBetween(_ one: Int, _ other: Int) -> Bool { (from == one && to == other) || (from == other && to == one) }
}

/// What one person's list says about another, apart from the messages.
struct DialogTraits: Sendable {
    var owner: Int
    var peer: Int
    var archived = false
    var starred = false
    var important = false
    /// Why no message may be sent; nil when it may.
    var disallowReason: Int?
    var blockedByPeer = false
    var draft: String?
}

/// A file that was uploaded.
struct StoredFile: Sendable {
    var id: Int
    var name: String
    var size: Int
    /// Index into `World.accounts`; nil when it came without a token, or from somebody else.
    var account: Int?

    var path: String { "sandbox/\(id / 1000)/\(id)" }
    var url: String { "https://example.ru/files/\(path)" }
}

extension World {
    /// The messages of a dialog, oldest first.
    func messages(between one: Int, and other: Int) -> [Message] {
        messages.filter { $0.isBetween(one, other) }.sorted { $0.id < $1.id }
    }

    func traits(of owner: Int, with peer: Int) -> DialogTraits {
        dialogTraits.first { $0.owner == owner && $0.peer == peer } ?? DialogTraits(owner: owner, peer: peer)
    }

    /// Who this person has exchanged messages with, the latest first.
    func peers(of user: Int) -> [Int] {
        var seen: Set<Int> = []
        let others = messages.filter { $0.from == user || $0.to == user }.sorted { $0.id > $1.id }.map { $0.from == user ? $0.to : $0.from }
        return others.filter { seen.insert($0).inserted }
    }

    /// Unread messages by the person who sent them.
    func unread(of user: Int) -> [Int: Int] {
        messages.reduce(into: [:]) { counts, message in
            if message.to == user, message.unread { counts[message.from, default: 0] += 1 }
        }
    }

    /// - Returns: the id of the new message.
    mutating func addMessage(_ message: Message) -> Int {
        var message = message
        message.id = (messages.map(\.id).max() ?? 0) + 11
        messages.append(message)
        return message.id
    }

    /// Checks ids of uploaded files before something uses them: messages, order chats, approvals.
    /// - Throws: the refusal for an id that nobody uploaded, or somebody else did.
    func checkFiles(_ ids: [Int], account: Int?) throws(Refusal) {
        for id in ids {
            guard let file = files.first(where: { $0.id == id }), file.account == nil || file.account == account else {
                throw Refusal(text: "Файл не найден", code: 404)
            }
        }
    }

    /// A file as messages and orders tell it.
    func fileItem(_ id: Int) -> JSON {
        guard let file = files.first(where: { $0.id == id }) else { return .null }
        return [
            "id": id.isMultiple(of: 2) ? .integer(id) : .string(String(id)), "name": .string(Markup.message(file.name)),
            "path": .string(file.path), "size": .integer(file.size), "timestamp": .integer(Seed.newestProject), "status": "active",
            "file_url": .string(file.url), "miniature_url": .null, "duration_in_ms": .null, "is_voice_message": false,
        ]
    }
}

/// What the domain of orders adds to the dialogs. Set it where the world is made.
struct OrderHooks: Sendable {
    /// A message that `inboxCreate` was sent for an order.
    struct TrackText: Sendable {
        var order: Int
        /// Sender and recipient, ids of users.
        var from: Int
        var to: Int
        var text: String
        var files: [Int]
        /// Unix seconds.
        var time: Int
        /// Index into `World.accounts`.
        var account: Int
    }

    /// Adds it to the order's chat and returns its id there; nil when there are no orders.
    var writeTrack: (@Sendable (inout World, TrackText) throws(Refusal) -> Int)?
    /// Orders under way between two users, as `active_orders` of a dialog tells them: `id`, `title`, `color`, `worker_id`.
    var activeOrders: (@Sendable (World, Int, Int) -> [JSON])?
}
