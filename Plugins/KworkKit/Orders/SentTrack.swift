import PluginKit

/// A message that Kwork has taken into an order's chat.
public struct SentTrack: Sendable {
    var id: Int64
    var orderID: Int64
    var recipientID: Int64
    var time: Moment?
    var files: Int64
}

extension SentTrack: Presentable {
    public var text: String {
        "Сообщение \(id) отправлено в чат заказа \(orderID) пользователю с id \(recipientID)" + (time.map { ", \($0.shown)" } ?? "")
            + (files > 0 ? ", с ним " + Show.count(files, "файл", "файла", "файлов") : "") + ". Чат: list_tracks."
    }

    public static let shape = Shape<SentTrack>(
        .integer("track_id", "Номер записи в чате заказа") { $0.id },
        .integer("order_id", "Номер заказа") { $0.orderID },
        .integer("user_id", "Номер получателя") { $0.recipientID },
        .moment("time", "Время отправки, ISO 8601") { $0.time },
        .integer("files", "Приложено файлов") { $0.files })
}

extension Kwork {
    /// Without the number of the new record in the answer the outcome is unknown.
    public func sendTrack(_ message: NewMessage, orderID: Int64, to userID: Int64) throws -> SentTrack {
        var query: Pairs = ["user_id": userID, "order_id": orderID]
        for id in message.fileIDs { query.append("uploaded_files[]", id) }
        let check = "list_tracks (order_id=\(orderID))"
        let reply = try ask(.trackCreate.checked(with: check), query, form: ["text": message.text])
        try reply.confirm()
        guard let object = try? reply.object(), let id = object["id"]?.identifier else {
            throw Failure.outcomeUnknown(
                "Kwork принял запрос, но номера сообщения не назвал: неизвестно, попало ли оно в чат заказа \(orderID).", check: check)
        }
        return SentTrack(id: id, orderID: orderID, recipientID: userID, time: object["time"]?.moment, files: Int64(message.fileIDs.count))
    }

    public func previewTrack(_ message: NewMessage, orderID: Int64, to userID: Int64) throws -> String {
        let recipient = try user(id: userID)
        let header = try orderHeader(id: orderID)
        guard header.parties.count < 2 || header.parties.contains(userID) else {
            throw Failure.validation("Пользователь с id \(userID) не участник заказа \(orderID): \(header.line). Ничего не отправлено.")
        }
        var lines = [
            "Отправить сообщение в чат заказа?", header.line,
            "Кому: @\(recipient.username?.plainName ?? Show.dash) (id \(userID))",
        ]
        if !message.fileIDs.isEmpty { lines.append("Файлы (номера): " + Self.numbers(message.fileIDs)) }
        return (lines + ["Текст целиком:", message.text]).joined(separator: "\n")
    }
}
