import PluginKit

/// A message that is to be sent.
public struct NewMessage: Sendable {
    /// In Unicode characters.
    public static let lengths = 1...10_000

    let text: String
    let fileIDs: [Int64]
    let replyTo: Int64?

    /// Throws `validation` before anything is sent. The text is kept exactly as given.
    public init(text: String, fileIDs: [Int64] = [], replyTo: Int64? = nil) throws {
        try Self.check(text)
        guard fileIDs.allSatisfy({ $0 > 0 }), replyTo.map({ $0 > 0 }) ?? true else {
            throw Failure.validation("Номера файлов и сообщений должны быть больше нуля. Ничего не отправлено.")
        }
        (self.text, self.fileIDs, self.replyTo) = (text, fileIDs, replyTo)
    }

    static func check(_ text: String) throws {
        guard !text.trimmed.isEmpty else { throw Failure.validation("Текст сообщения (text) пуст. Ничего не отправлено.") }
        let count = text.unicodeScalars.count
        guard lengths.contains(count) else {
            throw Failure.validation(
                "Текст сообщения (text) длиннее \(lengths.upperBound) знаков: сейчас \(count). Ничего не отправлено.")
        }
        try text.checkVisible("text", lines: true)
    }
}

/// Who a message goes to.
public struct Recipient: Sendable {
    var id: Int64
    /// nil: only the number was given.
    var username: String?

    /// The looks at this person's dialog.
    var check: String {
        let byName = username.flatMap { $0 == $0.plainName ? " или get_dialog (username=\($0))" : nil }
        return "get_dialog (user_id=\(id))" + (byName ?? "")
    }

    var shown: String { username.map { "@\($0) (id \(id))" } ?? "пользователю с id \(id)" }
}

/// A message that Kwork has taken.
public struct SentMessage: Sendable {
    var id: Int64
    var recipient: Recipient
    var conversationID: Int64?
    var time: Moment?
    var files: Int64
}

extension SentMessage: Presentable {
    public var text: String {
        "Сообщение \(id) отправлено \(recipient.shown)" + (time.map { ", \($0.shown)" } ?? "")
            + (files > 0 ? ", с ним " + Show.count(files, "файл", "файла", "файлов") : "")
            + ". Изменить его можно через edit_message, удалить через delete_message."
    }

    public static let shape = Shape<SentMessage>(
        .integer("message_id", "Номер сообщения") { $0.id },
        .integer("user_id", "Номер получателя") { $0.recipient.id },
        .string("username", "Логин получателя, если он был дан") { $0.recipient.username },
        .integer("conversation_id", "Номер переписки") { $0.conversationID },
        .moment("time", "Время отправки, ISO 8601") { $0.time },
        .integer("files", "Приложено файлов") { $0.files })
}

extension Kwork {
    /// By number nobody is looked up. Both at once could mean two people.
    public func recipient(userID: Int64?, username: String?) throws -> Recipient {
        try Self.checkOne(userID, username)
        if let userID { return Recipient(id: userID, username: nil) }
        let user = try user(named: username ?? "")
        return Recipient(id: user.id, username: try user.username ?? Self.login(username ?? ""))
    }

    static func checkOne(_ userID: Int64?, _ username: String?) throws {
        guard userID == nil || username == nil else {
            throw Failure.validation("Задайте одно из двух, user_id или username: вместе они могут значить разных людей. Ничего не отправлено.")
        }
    }

    /// Sends a message. Without the number of the new message in the answer the outcome is unknown.
    public func send(_ message: NewMessage, to recipient: Recipient) throws -> SentMessage {
        var query: Pairs = ["user_id": recipient.id]
        for id in message.fileIDs { query.append("uploaded_files[]", id) }
        query.append("reply_message_id", message.replyTo)
        let missing = "Сообщение не отправлено: на Kwork нет получателя, файла или сообщения, на которое это ответ."
        let reply = try Failure.explaining(missing: missing) {
            try ask(.inboxCreate.checked(with: recipient.check), query, form: ["text": message.text])
        }
        try reply.confirm()
        guard let object = try? reply.object(), let id = object["id"]?.identifier else {
            throw Failure.outcomeUnknown(
                "Kwork принял запрос, но номера сообщения не назвал: неизвестно, отправлено ли оно \(recipient.shown).",
                check: recipient.check)
        }
        return SentMessage(
            id: id, recipient: recipient, conversationID: object["conversation_id"]?.identifier,
            time: object["time"]?.moment, files: Int64(message.fileIDs.count))
    }
}
