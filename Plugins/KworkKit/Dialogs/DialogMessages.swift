import PluginKit

/// One page of a dialog, oldest first.
public struct DialogMessages: Sendable {
    var username: String
    var messages: [Message]
    var paging: MessagePaging
}

extension DialogMessages {
    init(_ reply: Reply, username: String, page: Int64?) throws {
        self.username = username
        // The order inside a page is not promised.
        messages = try reply.list("messages", "items").map { try Message($0, reply) }.sorted { left, right in
            (left.time?.sortKey ?? 0, left.id) < (right.time?.sortKey ?? 0, right.id)
        }
        paging = try MessagePaging(reply, asked: page, count: messages.count)
    }
}

extension DialogMessages: Presentable {
    public var text: String {
        guard !messages.isEmpty else {
            return (paging.page ?? 1) > max(paging.pages ?? 1, 1) || (paging.total ?? 0) > 0
                ? "На этой странице диалога с @\(username) сообщений нет. \(paging.line)"
                : "Сообщений с @\(username) нет. Начать диалог: send_message."
        }
        var all = [
            "Диалог с @\(username), от старых к новым, на этой странице: "
                + Show.count(Int64(messages.count), "сообщение", "сообщения", "сообщений")
        ]
        for message in messages { all += message.lines }
        all.append(paging.line)
        all.append(Show.untrusted)
        return all.joined(separator: "\n")
    }

    public static let shape = Shape<DialogMessages>(
        .string("username", "Логин собеседника") { $0.username },
        .integer("count", "Сообщений на этой странице") { Int64($0.messages.count) },
        .list("messages", "Сообщения от старых к новым", Message.shape) { $0.messages },
        .object("paging", MessagePaging.shape) { $0.paging })
}

extension Kwork {
    /// Messages with the user of that number. Costs one more request: the method wants the login.
    public func dialog(withUser id: Int64, page: Int64?) throws -> DialogMessages {
        guard let username = try user(id: id).username else {
            throw Failure.drift(Route.user.path, "у пользователя \(id) не назван логин, а без него переписку не найти")
        }
        return try dialog(with: username, page: page)
    }

    /// Messages with one user. `page` 1 is the oldest; nil: the newest page.
    public func dialog(with name: String, page: Int64?) throws -> DialogMessages {
        let username = try Self.login(name)
        let missing = "Диалог с @\(username) не найден: проверьте логин. Логины дают list_dialogs и search_dialogs."
        return try Failure.explaining(missing: missing) {
            try DialogMessages(ask(.inboxes, ["username": username, "page": page]), username: username, page: page)
        }
    }
}
