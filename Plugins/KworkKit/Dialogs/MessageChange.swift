import PluginKit

/// A change that Kwork has confirmed to what was said before.
public struct MessageChange: Sendable {
    var id: Int64
    var isDeleted: Bool
    /// Files that were named again with the new text; nil: nobody looked.
    var files: Int64?
}

extension MessageChange: Presentable {
    public var text: String {
        if isDeleted { return "Сообщение \(id) удалено." }
        let kept = files.flatMap { $0 > 0 ? " Его файлы (\($0)) переданы вместе с новым текстом." : nil }
        return "Сообщение \(id) изменено." + (kept ?? "") + " Как оно выглядит, покажет get_dialog."
    }

    public static let shape = Shape<MessageChange>(
        .integer("message_id", "Номер сообщения") { $0.id },
        .bool("deleted", "true — удалено, false — изменено") { $0.isDeleted },
        .integer("files_kept", "Сколько файлов передано вместе с новым текстом; нет, если неизвестно") { $0.files })
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
    /// Replaces the text of an own message. Files that are not named again are lost, and so is the quote, so both are read
    /// first.
    ///
    /// - Parameter dropsFiles: go on without them.
    public func editMessage(id: Int64, text: String, dropsFiles: Bool = false) throws -> MessageChange {
        try NewMessage.check(text)
        let edit = try self.edit(of: id, dropsFiles: dropsFiles)
        var query: Pairs = ["id": id]
        for file in edit.fileIDs { query.append("uploaded_files[]", file) }
        query.append("reply_message_id", edit.message?.quotedID)
        try Failure.explaining(missing: Self.missingMessage(id)) {
            try ask(.inboxEdit, query, form: ["text": text]).confirm()
        }
        return MessageChange(id: id, isDeleted: false, files: edit.message.map { _ in Int64(edit.fileIDs.count) })
    }

    /// What an edit has to keep.
    struct MessageEdit {
        /// As it is now; nil: it cannot be read, and that was allowed.
        var message: Message?
        var fileIDs: [Int64]
    }

    /// Reads a message that is about to change. Throws when its files could be lost and nobody has agreed to that.
    func edit(of id: Int64, dropsFiles: Bool) throws -> MessageEdit {
        let consent = "Если файлы не нужны или их нет, вызовите с drop_files=true. Ничего не отправлено."
        let message: Message
        do {
            message = try self.message(id: id)
        } catch let failure as Failure where failure.code == "contract_drift" {
            if dropsFiles { return MessageEdit(message: nil, fileIDs: []) }
            throw Failure("contract_drift", "Прочитать сообщение \(id) не удалось, а изменение убирает файлы, которые не названы заново. " + consent, retry: .never)
        }
        if dropsFiles { return MessageEdit(message: message, fileIDs: []) }
        let files = message.files.compactMap(\.id)
        guard files.count == message.files.count else {
            throw Failure.validation("У сообщения \(id) есть файлы, номеров которых Kwork не назвал: изменение их уберёт. " + consent)
        }
        return MessageEdit(message: message, fileIDs: files)
    }

    /// One message by its number.
    func message(id: Int64) throws -> Message {
        try Failure.explaining(missing: Self.missingMessage(id)) {
            let reply = try ask(.inboxMessage, ["messageId": id])
            guard let object = try reply.object() else { throw Failure.notFound(Self.missingMessage(id)) }
            try reply.expect(id, in: object, "message_id")
            return try Message(object, reply)
        }
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
