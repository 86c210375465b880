import PluginKit

/// What an order is about, its stages and its history.
public struct OrderDetails: Sendable {
    struct Stage: Sendable {
        var id: Int64?
        var number: Int64?
        var title: String?
        var status: Int64?
        var price: Double?
        var progress: Int64?
    }

    struct Event: Sendable {
        var id: Int64?
        var title: String?
        var time: Moment?
    }

    var id: Int64
    var description: String?
    var files: [MessageFile]
    var stages: [Stage]
    /// The history, oldest first.
    var events: [Event]
    /// Messages of the chat that Kwork wants looked at.
    var attention: [Event]
    var draft: String?
    /// How the order stands; nil: it could not be learned, `headerProblem` says why.
    var header: OrderHeader?
    var headerProblem: String?
}

extension OrderDetails {
    /// Events of the history that are shown: the newest.
    static let eventsShown = 10

    init(_ object: JSON.Object, id: Int64, _ reply: Reply) throws {
        self.id = id
        let details = object["details"]?.asObject
        description = details?["description"]?.prose
        files = try reply.objects(details?["files"], "files").map { MessageFile(.object($0)) }
        stages = try reply.objects(object["stages"], "stages").map {
            Stage(
                id: $0["id"]?.identifier, number: $0["number"]?.whole, title: $0["title"]?.words, status: $0["status"]?.whole,
                price: $0["price"]?.amount, progress: $0["progress"]?.whole)
        }
        events = try reply.objects(object["key_tracks"], "key_tracks").map {
            Event(id: $0["id"]?.identifier, title: $0["title"]?.words, time: $0["created_at"]?.moment)
        }.sorted { left, right in (left.time?.sortKey ?? .min, left.id ?? 0) < (right.time?.sortKey ?? .min, right.id ?? 0) }
        attention = try reply.objects(object["attention_tracks"], "attention_tracks").map {
            Event(id: $0["track_id"]?.identifier, title: $0["title"]?.words, time: nil)
        }
        draft = object["draft_details"]?["message"]?.words ?? object["draft"]?.words
    }
}

extension OrderDetails.Stage {
    private static let names: [Int64: String] = [1: "ожидает", 2: "в работе", 3: "готов"]

    var statusName: String? { status.map { Self.names[$0] ?? "статус \($0)" } }

    var line: String {
        var facts = ["статус: \(statusName ?? Show.dash)", "цена \(price.map { Show.money($0) } ?? Show.dash)"]
        if let progress { facts.append("готовность \(progress)%") }
        if let id { facts.append("id \(id)") }
        return "   \(number.map { "\($0). " } ?? "")\(title ?? Show.dash): " + facts.joined(separator: "; ")
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер этапа для stage_ids") { $0.id },
        .integer("number", "Какой по счёту") { $0.number },
        .string("title", "Название") { $0.title },
        .integer("status", "1 ожидает, 2 в работе, 3 готов") { $0.status },
        .string("status_name", "Статус словами") { $0.statusName },
        .number("price", "Цена (₽ на kwork.ru)") { $0.price },
        .integer("progress", "Готовность, %") { $0.progress })
}

extension OrderDetails.Event {
    static let shape = Shape<Self>(
        .integer("id", "Номер записи в чате заказа") { $0.id },
        .string("title", "Что произошло") { $0.title },
        .moment("time", "Когда, ISO 8601") { $0.time })
}

extension OrderDetails: Presentable {
    public var text: String {
        var lines = [header.map(\.line) ?? "Заказ \(id), статус узнать не удалось" + (headerProblem.map { ": \($0)" } ?? "")]
        lines += ["Описание:", Show.block(description)]
        if !files.isEmpty { lines += ["Файлы:"] + files.map { "   " + $0.line } }
        if !stages.isEmpty { lines += ["Этапы:"] + stages.map(\.line) }
        if !events.isEmpty {
            lines.append(
                "История, всего событий \(events.count)"
                    + (events.count > Self.eventsShown ? ", показаны последние \(Self.eventsShown); более ранние: list_tracks:" : ":"))
            lines += events.suffix(Self.eventsShown).map { "   \($0.time?.shown ?? Show.dash) \($0.title ?? Show.dash)" + ($0.id.map { " [\($0)]" } ?? "") }
        }
        if !attention.isEmpty {
            lines += ["Требует внимания:"] + attention.map { "   \($0.title ?? Show.dash)" + ($0.id.map { " [\($0)]" } ?? "") }
        }
        if let draft { lines.append("Черновик сообщения: \(draft)") }
        lines.append("Чат заказа: list_tracks, файлы: get_order_files. " + Show.untrusted)
        return lines.joined(separator: "\n")
    }

    public static let shape = Shape<OrderDetails>(
        .integer("id", "Номер заказа") { $0.id },
        .integer("status", "1 в работе, 2 арбитраж, 3 отменён, 4 на проверке, 5 завершён, 6 нужна оплата; нет, если узнать не удалось") { $0.header?.status },
        .string("status_name", "Статус словами; нет, если узнать не удалось") { $0.header.flatMap { OrderStatus.name($0.status) } },
        .string("title", "Название") { $0.header?.title },
        .number("price", "Цена (₽ на kwork.ru)") { $0.header?.price },
        .string("seller", "Логин продавца") { $0.header?.seller },
        .string("buyer", "Логин покупателя") { $0.header?.buyer },
        .moment("deadline", "Срок, ISO 8601") { $0.header?.deadline },
        .string("description", "Что нужно сделать; текст покупателя") { $0.description },
        .list("files", "Файлы задания", MessageFile.shape) { $0.files },
        .list("stages", "Этапы", Stage.shape) { $0.stages },
        .integer("events_total", "Событий в истории") { Int64($0.events.count) },
        .list("events", "Последние события от старых к новым, не больше \(eventsShown); более ранние даёт list_tracks", Event.shape) {
            Array($0.events.suffix(eventsShown))
        },
        .list("attention", "Что требует внимания", Event.shape) { $0.attention },
        .string("draft", "Свой черновик сообщения") { $0.draft })
}

extension Kwork {
    public func orderDetails(id: Int64) throws -> OrderDetails {
        var header: OrderHeader?
        var headerProblem: String?
        do {
            header = try orderHeader(id: id)
        } catch let failure as Failure where ["not_found", "contract_drift", "api_error", "permission", "bad_answer"].contains(failure.code) {
            // The rest is worth telling without it; what may pass by itself is not.
            headerProblem = failure.message
        }
        let known = ["details", "stages", "key_tracks", "attention_tracks"]
        let reply = try ask(.orderDetails, ["orderId": id])
        guard let object = try reply.object(orEnvelopeWith: known) else { throw Failure.orderNotFound(id) }
        guard known.contains(where: { object[$0] != nil }) else { throw reply.drift("в заказе нет ни задания, ни этапов, ни истории") }
        for object in [object, object["details"]?.asObject].compactMap({ $0 }) {
            try reply.expect(id, in: object)
            try reply.expect(id, in: object, "order_id")
        }
        var details = try OrderDetails(object, id: id, reply)
        (details.header, details.headerProblem) = (header, headerProblem)
        return details
    }
}

extension Failure {
    static func orderNotFound(_ id: Int64) -> Failure {
        .notFound("Заказ \(id) не найден: номер неверен, или заказ не ваш. Номера дают list_worker_orders и list_buyer_orders.")
    }
}
