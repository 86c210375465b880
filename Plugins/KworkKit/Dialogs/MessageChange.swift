import PluginKit

/// A change that Kwork has confirmed to what was said before.
public struct MessageChange: Sendable {
    var id: Int64
    var isDeleted: Bool
}

extension MessageChange: Presentable {
    public var text: String {
        isDeleted
            ? "Сообщение \(id) удалено." : "Сообщение \(id) изменено. Если у него были файлы, проверьте их через get_dialog."
    }

    public static let shape = Shape<MessageChange>(
        .integer("message_id", "Номер сообщения") { $0.id },
        .bool("deleted", "true — удалено, false — изменено") { $0.isDeleted })
}

/// All messages of one user count as read.
public struct DialogRead: Sendable {
    var userID: Int64
}

extension DialogRead: Presentable {
    public var text: String { "Диалог с пользователем id \(userID) отмечен прочитанным." }

    public static let shape = Shape<DialogRead>(
        .integer("user_id", "Номер собеседника") { $0.userID },
        .bool("read", "Kwork подтвердил отметку") { _ in true })
}

extension Kwork {
    /// Replaces the text of an own message.
    public func editMessage(id: Int64, text: String) throws -> MessageChange {
        try NewMessage.check(text)
        try Failure.explaining(missing: Self.missingMessage(id)) {
            try ask(.inboxEdit, ["id": id], form: ["text": text]).confirm()
        }
        return MessageChange(id: id, isDeleted: false)
    }

    /// Removes an own message.
    public func deleteMessage(id: Int64) throws -> MessageChange {
        try Failure.explaining(missing: Self.missingMessage(id)) { try ask(.inboxDelete, ["id": id]).confirm() }
        return MessageChange(id: id, isDeleted: true)
    }

    private static func missingMessage(_ id: Int64) -> String {
        "Сообщение \(id) не найдено: оно удалено, не ваше, или номер неверен. Номера даёт get_dialog."
    }

    /// Marks everything that a user wrote as read.
    public func markDialogRead(userID: Int64) throws -> DialogRead {
        let missing = "Диалога с пользователем id \(userID) нет. Номера собеседников даёт list_dialogs."
        try Failure.explaining(missing: missing) { try ask(.inboxRead, ["user_id": userID]).confirm() }
        return DialogRead(userID: userID)
    }
}
