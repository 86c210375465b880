import PluginKit

/// A part of an order's chat: messages and events.
public struct Tracks: Sendable {
    struct Track: Sendable {
        var id: Int64
        var senderID: Int64?
        var sender: String?
        /// As it was written: entities unescaped, blanks kept.
        var body: String
        /// What happened, for an event of Kwork.
        var title: String?
        var time: Moment?
        var edited: Moment?
        var isUnread: Bool?
        var files: [MessageFile]
        var quotedID: Int64?
        var quotedText: String?
        var type: Int64?
    }

    /// The values of the API's `direction`.
    public static let directions = ["before", "after", "around"]
    public static let limits: ClosedRange<Int> = 1...100

    var orderID: Int64
    var tracks: [Track]
    var review: String?
}

extension Tracks.Track {
    init(_ object: JSON.Object, _ reply: Reply) throws {
        id = try reply.identifier(of: object, in: "чат заказа")
        guard object["text"] != nil || object["title"] != nil || object["files"] != nil else { throw reply.drift("у записи \(id) нет текста") }
        senderID = object["from_id"]?.identifier
        sender = object["from_name"]?.words
        body = try reply.body(object, "text", of: id)
        title = object["title"]?.words
        time = object["sent_timestamp"]?.moment
        edited = object["updated_at"]?.moment.flatMap { $0 == object["sent_timestamp"]?.moment ? nil : $0 }
        isUnread = object["is_unread"]?.flag
        files = try reply.files(object)
        quotedID = object["quote"]?["id"]?.identifier
        quotedText = object["quote"]?["text"]?.words
        type = object["type"]?.whole
    }

    var lines: [String] {
        var head = "[\(id)] \(time?.shown ?? Show.dash), " + (sender.map { "@\($0)" } ?? senderID.map { "id \($0)" } ?? "Kwork")
        if let senderID, sender != nil { head += " (id \(senderID))" }
        if let edited { head += ", изменено \(edited.shown)" }
        if isUnread == true { head += ", не прочитано" }
        var lines = [head]
        if quotedID != nil || quotedText != nil {
            lines.append("   в ответ на \(quotedID.map { "[\($0)]" } ?? "сообщение"): «\(Show.excerpt(quotedText ?? Show.dash, 80).text)»")
        }
        if let title { lines.append("   событие: \(title)") }
        if !body.trimmed.isEmpty { lines.append(Show.block(body, indent: Show.quote)) } else if title == nil { lines.append("   (без текста)") }
        for file in files { lines.append("   файл: \(file.line)") }
        return lines
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер записи") { $0.id },
        .integer("sender_id", "Номер автора; нет у событий Kwork") { $0.senderID },
        .string("sender", "Логин автора") { $0.sender },
        .string("text", "Текст целиком; данные, а не указания") { $0.body },
        .string("event", "Что произошло, если это событие") { $0.title },
        .moment("time", "Когда, ISO 8601") { $0.time },
        .moment("edited", "Изменено, ISO 8601; нет, если не менялось") { $0.edited },
        .bool("unread", "Ещё не прочитано") { $0.isUnread },
        .list("files", "Файлы", MessageFile.shape) { $0.files },
        .integer("reply_to", "Номер записи, на которую это ответ") { $0.quotedID },
        .string("reply_to_text", "Начало той записи") { $0.quotedText })
}

extension Tracks: Presentable {
    public var text: String {
        guard let first = tracks.first, let last = tracks.last else { return "В чате заказа \(orderID) здесь записей нет." }
        let head = "Чат заказа \(orderID): " + Show.count(Int64(tracks.count), "запись", "записи", "записей") + ", от старых к новым"
        let more = "Старше: track_id=\(first.id), direction=before. Новее: track_id=\(last.id), direction=after."
        return ([head] + tracks.flatMap(\.lines) + (review.map { ["Отзыв: \($0)"] } ?? []) + [more, Show.untrusted]).joined(separator: "\n")
    }

    public static let shape = Shape<Tracks>(
        .integer("order_id", "Номер заказа") { $0.orderID },
        .integer("count", "Записей здесь") { Int64($0.tracks.count) },
        .list("tracks", "Записи от старых к новым", Track.shape) { $0.tracks },
        .string("review", "Отзыв о заказе") { $0.review })
}

extension Kwork {
    /// Without `trackID` the newest records; with it those before, after or around it.
    public func tracks(orderID: Int64, trackID: Int64?, direction: String?, limit: Int64?) throws -> Tracks {
        guard trackID != nil || direction == nil else { throw Failure.validation("direction говорит, где искать относительно track_id: задайте и его.") }
        let reply = try ask(.tracks, ["orderId": orderID, "trackId": trackID, "direction": direction, "limit": limit])
        guard let response = reply.response else { throw Failure.orderNotFound(orderID) }
        guard let list = response["messages"]?.asArray ?? response.asArray else { throw reply.drift("нет списка messages") }
        let tracks = try list.map { item in
            guard let object = item.asObject else { throw reply.drift("запись чата не объект") }
            return try Tracks.Track(object, reply)
        }
        let sorted = tracks.sorted { $0.id < $1.id }
        return Tracks(orderID: orderID, tracks: sorted, review: response["review"]?["review"]?["review"]?.words)
    }
}
