import PluginKit

/// Messages with one user in which a text occurs.
public struct MessageSearch: Sendable {
    /// A place that was found; the message itself is in the dialog.
    struct Hit: Sendable {
        var id: Int64
        var conversationID: Int64?
        var phrase: String?
    }

    var query: String
    var userID: Int64
    var hits: [Hit]
    var paging: Paging
}

extension MessageSearch: Presentable {
    public var text: String {
        let scope = "по запросу «\(query)» у собеседника с id \(userID)"
        guard !hits.isEmpty else {
            return paging.isBeyond
                ? "На странице \(paging.page) сообщений \(scope) нет. \(paging.line)" : "Сообщений \(scope) нет."
        }
        var all = [
            "Сообщения \(scope), на этой странице: " + Show.count(Int64(hits.count), "сообщение", "сообщения", "сообщений")
        ]
        for (index, hit) in hits.enumerated() { all.append("\(index + 1). [\(hit.id)] \(hit.phrase ?? Show.dash)") }
        all.append(paging.line + " Вокруг них: get_dialog.")
        all.append(Show.untrusted)
        return all.joined(separator: "\n")
    }

    private static let hitShape = Shape<Hit>(
        .integer("message_id", "Номер сообщения") { $0.id },
        .integer("conversation_id", "Номер переписки") { $0.conversationID },
        .string("phrase", "Найденное место; текст пользователя") { $0.phrase })

    public static let shape = Shape<MessageSearch>(
        .integer("count", "Сообщений на этой странице") { Int64($0.hits.count) },
        .integer("user_id", "Номер собеседника") { $0.userID },
        .list("messages", "Найденные сообщения", hitShape) { $0.hits },
        .object("paging", Paging.shape) { $0.paging })
}

extension Kwork {
    /// Messages with one user in which a text occurs. `page` counts from 1.
    public func searchMessages(_ text: String, userID: Int64, page: Int64) throws -> MessageSearch {
        let query = text.trimmed
        guard !query.isEmpty else { throw Failure.validation("Запрос пуст: передайте в text слова для поиска.") }
        let reply = try ask(.searchMessages, ["text": query, "userId": userID, "page": page])
        let hits = try reply.list("messages", "items").map { item in
            MessageSearch.Hit(
                id: try reply.identifier(of: item, in: "сообщения"), conversationID: item["conversation_id"]?.identifier,
                phrase: item["phrase"]?.words)
        }
        return MessageSearch(
            query: query, userID: userID, hits: hits, paging: try reply.paging(page: page, count: hits.count))
    }
}
