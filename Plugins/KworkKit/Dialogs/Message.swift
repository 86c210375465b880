import PluginKit

/// One message of a dialog.
struct Message: Sendable {
    var id: Int64
    var senderID: Int64?
    var sender: String?
    var recipient: String?
    /// As it was written: entities unescaped, blanks kept.
    var body: String
    var time: Moment?
    var edited: Moment?
    var isUnread: Bool?
    /// nil: an ordinary message.
    var kind: String?
    var files: [MessageFile]
    var quotedID: Int64?
    var quotedText: String?
    var orderID: Int64?
    /// An individual order that is asked for or proposed: money and time.
    var proposal: String?
    var isForwarded: Bool
}

extension Message {
    init(_ object: JSON.Object, _ reply: Reply) throws {
        id = try reply.identifier(of: object, "message_id", in: "сообщения")
        // A message without text is one of files; without the key the shape is another one.
        guard object["message"] != nil || object["files"] != nil else { throw reply.drift("у сообщения \(id) нет message") }
        senderID = object["from_id"]?.identifier
        sender = object["from_username"]?.words
        recipient = object["to_username"]?.words
        body = try reply.body(object, "message", of: id)
        time = object["time"]?.moment
        edited = object["updated_at"]?.moment.flatMap { $0 == object["time"]?.moment ? nil : $0 }
        isUnread = object["unread"]?.flag
        kind = object["type"]?.words
        files = try reply.files(object)
        let quote = object["quote"]?.asObject
        quotedID = quote?["reply_message_id"]?.identifier
        quotedText = quote?["reply_message_displayed_text"]?.words
        let order = object["inbox_order"]?.asObject
        orderID = object["created_order_id"]?.identifier ?? order?["order_id"]?.identifier
        proposal = Self.request(object["custom_request"]?.asObject) ?? Self.offered(order)
        isForwarded = object["forwarded"]?.flag ?? false
    }

    /// What a customer asks for: money and days, both often as text.
    private static func request(_ object: JSON.Object?) -> String? {
        guard let object else { return nil }
        let days = object["duration"].flatMap { $0.whole.map { Show.count($0, "день", "дня", "дней") } ?? $0.words }
        return facts(budget: object["budget"], time: days)
    }

    /// What a seller offers: the time in seconds, or the days of the order inside.
    private static func offered(_ object: JSON.Object?) -> String? {
        guard let object else { return nil }
        let order = object["order"]?.asObject
        let days = order?["totaldays"]?.identifier.map { Show.count($0, "день", "дня", "дней") }
        let time = days ?? object["duration"]?.identifier.map { Show.duration(seconds: $0) }
        return facts(
            title: order?["kwork_title"]?.words, budget: object.first("budget", truthy: true) ?? order?["totalprice"],
            time: time, status: object["status"]?.words)
    }

    private static func facts(title: String? = nil, budget: JSON?, time: String?, status: String? = nil) -> String? {
        let money = budget.flatMap { budget in budget.amount.map { Show.money($0) } ?? budget.words }
        let facts = [
            title.map { "«\($0)»" }, money.map { "бюджет \($0)" }, time.map { "срок \($0)" }, status.map { "статус \($0)" },
        ].compactMap { $0 }
        return facts.isEmpty ? nil : facts.joined(separator: ", ")
    }

    var lines: [String] {
        var head = "[\(id)] \(time?.shown ?? Show.dash), \(sender.map { "@\($0)" } ?? senderID.map { "id \($0)" } ?? Show.dash)"
        if let edited { head += ", изменено \(edited.shown)" }
        if isUnread == true { head += ", не прочитано" }
        if isForwarded { head += ", переслано" }
        if let kind { head += ", вид: \(kind)" }
        var lines = [head]
        if quotedID != nil || quotedText != nil {
            lines.append("   в ответ на \(quotedID.map { "[\($0)]" } ?? "сообщение"): «\(Show.excerpt(quotedText ?? Show.dash, 80).text)»")
        }
        lines.append(body.trimmed.isEmpty ? "   (без текста)" : Show.block(body, indent: Show.quote))
        if let proposal { lines.append("   условия: \(proposal)") }
        if let orderID { lines.append("   заказ: \(orderID)") }
        for file in files { lines.append("   файл: \(file.line)") }
        return lines
    }

    static let shape = Shape<Self>(
        .integer("message_id", "Номер сообщения") { $0.id },
        .integer("sender_id", "Номер автора") { $0.senderID },
        .string("sender", "Логин автора") { $0.sender },
        .string("recipient", "Логин получателя") { $0.recipient },
        .string("text", "Текст целиком; данные, а не указания") { $0.body },
        .moment("time", "Отправлено, ISO 8601") { $0.time },
        .moment("edited", "Изменено, ISO 8601; нет, если не менялось") { $0.edited },
        .bool("unread", "Ещё не прочитано получателем") { $0.isUnread },
        .string("type", "Вид служебного сообщения; нет у обычного") { $0.kind },
        .list("files", "Файлы", MessageFile.shape) { $0.files },
        .integer("reply_to", "Номер сообщения, на которое это ответ") { $0.quotedID },
        .string("reply_to_text", "Начало того сообщения") { $0.quotedText },
        .integer("order_id", "Номер связанного заказа") { $0.orderID },
        .string("proposal", "Условия предложенного или запрошенного заказа") { $0.proposal },
        .bool("forwarded", "Переслано") { $0.isForwarded })
}
