import PluginKit

/// What Kwork has to tell, in its own groups.
public struct NotificationList: Sendable {
    /// One event of a group.
    struct Item: Sendable {
        var id: Int64?
        var text: String?
        var time: Moment?
        /// Number of the order, project or whatever the group is about.
        var entityID: Int64?
        var link: String?
    }

    struct Group: Sendable {
        var name: String?
        var description: String?
        var isUrgent: Bool?
        var entityType: String?
        var items: [Item]
    }

    var groups: [Group]

    var count: Int64 { groups.reduce(0) { $0 + Int64($1.items.count) } }
}

extension NotificationList {
    init(_ reply: Reply) throws {
        // No `response` at all is how this method says that there is nothing.
        guard let response = reply.response else {
            groups = []
            return
        }
        let list: [JSON]
        if let array = response.asArray {
            list = array
        } else if let inner = response["notifications"]?.asArray ?? response["data"]?.asArray {
            list = inner
        } else {
            throw reply.drift("response не список уведомлений")
        }
        var loose: [Item] = []
        var found: [Group] = []
        for element in list {
            guard let object = element.asObject else { throw reply.drift("уведомление не объект") }
            if let inner = object["notifications"], !inner.isNull {
                found.append(try Group(object, inner, reply))
            } else if object.has("name") || object.has("description"), object["entity_type"] != nil || object["is_red"] != nil {
                found.append(Group(object, items: []))
            } else if ["text", "message", "date", "created_at", "added", "link"].contains(where: { object.has($0) }) {
                loose.append(Item(object))
            } else {
                throw reply.drift("в уведомлении нет ни группы, ни текста, ни даты")
            }
        }
        if !loose.isEmpty { found.append(Group(name: nil, description: nil, isUrgent: nil, entityType: nil, items: loose)) }
        groups = found
    }
}

extension NotificationList.Item {
    init(_ object: JSON.Object) {
        id = object["id"]?.identifier
        text = object.first("text", "message")?.words
        time = object.first("date", "created_at", "added")?.moment
        entityID = object["entity_id"]?.identifier
        link = object["link"]?.words
    }

    var line: String {
        var parts = [time?.shown ?? Show.dash]
        if let text { parts.append(text) }
        if let entityID { parts.append("номер \(entityID)") }
        if let link { parts.append(link) }
        return "   " + parts.joined(separator: "; ") + (id.map { " [\($0)]" } ?? "")
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер уведомления") { $0.id },
        .string("text", "Текст") { $0.text },
        .moment("time", "Когда, ISO 8601") { $0.time },
        .integer("entity_id", "Номер того, о чём уведомление: заказа, проекта, кворка") { $0.entityID },
        .string("link", "Адрес на сайте") { $0.link })
}

extension NotificationList.Group {
    init(_ object: JSON.Object, items: [NotificationList.Item]) {
        name = object["name"]?.words
        description = object["description"]?.words
        isUrgent = object["is_red"]?.flag
        entityType = object["entity_type"]?.words
        self.items = items
    }

    init(_ object: JSON.Object, _ inner: JSON, _ reply: Reply) throws {
        guard let list = inner.asArray else { throw reply.drift("notifications группы не список") }
        self.init(object, items: try list.map { element in
            guard let object = element.asObject else { throw reply.drift("уведомление группы не объект") }
            return NotificationList.Item(object)
        })
    }

    var lines: [String] {
        var head = name ?? "Без группы"
        if isUrgent == true { head += " (важное)" }
        if let entityType { head += ", о чём: \(entityType)" }
        if let description { head += ". \(description)" }
        return ["• " + head] + items.map(\.line)
    }

    static let shape = Shape<Self>(
        .string("name", "Название группы") { $0.name },
        .string("description", "Что произошло") { $0.description },
        .bool("urgent", "Kwork считает важным") { $0.isUrgent },
        .string("entity_type", "О чём уведомления, как это называет Kwork") { $0.entityType },
        .list("notifications", "Уведомления группы", NotificationList.Item.shape) { $0.items })
}

extension NotificationList: Presentable {
    public var text: String {
        guard !groups.isEmpty else { return "Новых уведомлений нет." }
        let head = "Уведомления: \(Show.count(count, "событие", "события", "событий")), "
            + Show.count(Int64(groups.count), "группа", "группы", "групп")
        return ([head] + groups.flatMap(\.lines) + [Show.untrusted]).joined(separator: "\n")
    }

    public static let shape = Shape<NotificationList>(
        .integer("count", "Уведомлений во всех группах") { $0.count },
        .list("groups", "Группы уведомлений", Group.shape) { $0.groups })
}

extension Kwork {
    /// What is new for the account; may be nothing.
    public func notifications() throws -> NotificationList { try NotificationList(ask(.notifications)) }
}
