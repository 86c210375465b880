import PluginKit

// What a person is shown before something is said, changed or taken back. Only reads.
extension Kwork {
    /// The question before `send`. Throws when there is nobody to send to.
    public func preview(_ message: NewMessage, userID: Int64?, username: String?) throws -> String {
        try Self.checkOne(userID, username)
        let recipient = try userID.map { try user(id: $0) } ?? user(named: username ?? "")
        var lines = ["Отправить сообщение \(recipient.recipientText)?"]
        if let reply = message.replyTo { lines.append("Это ответ на сообщение \(reply).") }
        if !message.fileIDs.isEmpty {
            lines.append("Файлы (номера): " + message.fileIDs.map { "\($0)" }.joined(separator: ", "))
        }
        lines += ["Текст целиком:", message.text]
        return lines.joined(separator: "\n")
    }

    /// The question before `editMessage`. Throws for a text that would not be sent.
    public func previewEdit(id: Int64, text: String, dropsFiles: Bool = false) throws -> String {
        try NewMessage.check(text)
        let edit = try self.edit(of: id, dropsFiles: dropsFiles)
        let files = edit.fileIDs.isEmpty ? (dropsFiles ? "файлы, если они есть, будут убраны" : "файлов у него нет") : "файлы останутся (\(edit.fileIDs.count))"
        return """
            Заменить текст своего сообщения \(id)? Прежний текст пропадёт, \(files).
            \(edit.message.map { Self.state($0) + "\n" } ?? "")Новый текст целиком:
            \(text)
            """
    }

    /// The question before `deleteMessage`.
    public func previewDeletion(id: Int64) -> String {
        "Удалить своё сообщение \(id) вместе с файлами, насовсем?\n\(presentState(id))".trimmed
    }

    /// How a message stands now. Without this it is still clear what is asked, so a failure is none.
    private func presentState(_ id: Int64) -> String {
        (try? message(id: id)).map(Self.state) ?? ""
    }

    private static func state(_ message: Message) -> String {
        var state = "Сейчас: \(message.body.quoted(500))"
        if let recipient = message.recipient { state += ", кому: @\(recipient.plainName)" }
        if let time = message.time { state += ", \(time.shown)" }
        if !message.files.isEmpty {
            state += ", " + Show.count(Int64(message.files.count), "файл", "файла", "файлов")
        }
        return state
    }

    /// The question before `markDialogRead`. Throws when there is no such user.
    public func previewRead(userID: Int64) throws -> String {
        "Отметить прочитанными все сообщения от \(try user(id: userID).recipientText)? Собеседник это увидит."
    }
}

extension User {
    /// "@anna («Анна», id 7)".
    fileprivate var recipientText: String {
        let name = username.map { "@\($0.plainName)" } ?? "пользователю без логина"
        return "\(name) (\(fullname.map { "\($0.quoted()), " } ?? "")id \(id))"
    }
}
