import PluginKit

/// A dialog as lists show it: with whom, and how it stands.
public struct DialogSummary: Sendable {
    /// An order that is under way with this person.
    struct Order: Sendable {
        var id: Int64
        var title: String?
    }

    var userID: Int64?
    var username: String
    /// nil: Kwork has not said.
    var unread: Int64?
    var lastMessage: String?
    var lastSender: String?
    var time: Moment?
    var isOnline: Bool?
    var isArchived: Bool
    var isStarred: Bool
    var isImportant: Bool
    var hasActiveOrder: Bool?
    var orders: [Order]
    var allowsMessages: Bool?
    var isBlockedByUser: Bool
    var draft: String?
    var warningMessageID: Int64?
}

extension DialogSummary {
    /// Characters of the last message in a list.
    static let excerptLength = 80

    init(_ object: JSON.Object, _ reply: Reply) throws {
        guard let username = object["username"]?.words else { throw reply.drift("у диалога нет username") }
        self.username = username
        userID = object["user_id"]?.identifier
        unread = try reply.count(object, "unread_count") ?? object["unread"]?.flag.map { $0 ? 1 : 0 }
        let last = object["lastMessage"]?.asObject
        lastMessage = object["last_message"]?.words ?? last?.first("originText", "message")?.words
        lastSender = last?["fromUsername"]?.words
        time = object["time"]?.moment ?? last?["time"]?.moment
        isOnline = object["is_online"]?.flag
        isArchived = object["archived"]?.flag ?? false
        isStarred = object["isStarred"]?.flag ?? false
        isImportant = object["is_important"]?.flag ?? false
        hasActiveOrder = object["has_active_order"]?.flag
        orders = (object["active_orders"]?.asArray ?? []).compactMap { order in
            order["id"]?.identifier.map { Order(id: $0, title: order["title"]?.words) }
        }
        allowsMessages = object["allowedDialog"]?.flag
        isBlockedByUser = object["blocked_by_user"]?.flag ?? false
        draft = object["draft"]?.words
        warningMessageID = object["warning_message_id"]?.identifier
    }

    var lines: [String] {
        var marks = [unread.map { $0 > 0 ? "непрочитанных: \($0)" : "непрочитанных нет" } ?? "есть ли непрочитанные, неизвестно"]
        if isOnline == true { marks.append("онлайн") }
        if isStarred { marks.append("в избранном") }
        if isImportant { marks.append("важный") }
        if isArchived { marks.append("в архиве") }
        if allowsMessages == false { marks.append("писать нельзя") }
        if isBlockedByUser { marks.append("собеседник вас заблокировал") }
        if let warningMessageID { marks.append("есть предупреждение к сообщению \(warningMessageID)") }
        if !orders.isEmpty {
            marks.append("заказы: " + orders.map { "\($0.id)" + ($0.title.map { " «\($0)»" } ?? "") }.joined(separator: ", "))
        } else if hasActiveOrder == true {
            marks.append("есть активный заказ")
        }
        let head = "@\(username)" + (userID.map { ", id \($0)" } ?? "")
        var lines = [head + ": " + marks.joined(separator: "; ")]
        let sender = lastSender.map { ", @\($0)" } ?? ""
        lines.append(
            "   \(time?.shown ?? Show.dash)\(sender): "
                + (lastMessage.map { Show.excerpt($0, Self.excerptLength).text } ?? Show.dash))
        if let draft { lines.append("   черновик: " + Show.excerpt(draft, Self.excerptLength).text) }
        return lines
    }

    private static let orderShape = Shape<Order>(
        .integer("id", "Номер заказа") { $0.id },
        .string("title", "Название заказа") { $0.title })

    static let shape = Shape<Self>(
        .integer("user_id", "Номер собеседника") { $0.userID },
        .string("username", "Логин собеседника") { $0.username },
        .integer("unread_count", "Непрочитанных сообщений; нет, если Kwork не сказал") { $0.unread },
        .string("last_message", "Начало последнего сообщения, до \(excerptLength) знаков; целиком — get_dialog") {
            $0.lastMessage.map { Show.excerpt($0, excerptLength).text }
        },
        .string("last_sender", "Логин автора последнего сообщения") { $0.lastSender },
        .moment("time", "Время последнего сообщения, ISO 8601") { $0.time },
        .bool("online", "Собеседник сейчас на сайте") { $0.isOnline },
        .bool("archived", "В архиве") { $0.isArchived },
        .bool("starred", "В избранном") { $0.isStarred },
        .bool("important", "Отмечен важным") { $0.isImportant },
        .bool("allows_messages", "Можно писать") { $0.allowsMessages },
        .bool("blocked_by_user", "Собеседник вас заблокировал") { $0.isBlockedByUser },
        .list("active_orders", "Активные заказы с собеседником", orderShape) { $0.orders },
        .string("draft", "Начало своего черновика") { $0.draft.map { Show.excerpt($0, excerptLength).text } })
}
