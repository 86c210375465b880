import PluginKit

/// An own offer: what a seller proposes to the customer of a project.
public struct Offer: Sendable {
    var id: Int64
    var title: String?
    var description: String?
    var status: String?
    var price: Double?
    var days: Int64?
    var created: Moment?
    var isRead: Bool?
    var isActual: Bool?
    var orderID: Int64?
    var kworkID: Int64?
    var projectID: Int64?
    var project: Project?
    var projectTitle: String?
}

extension Offer {
    init(_ object: JSON.Object, id: Int64) {
        self.id = id
        title = object.first("name", "kwork_name", "title", "want_name")?.words
        description = object.first("comment", "description")?.prose
        status = object["status"]?.words
        price = object.first("price", "kwork_price")?.amount
        days = object.first("kwork_duration", "duration", truthy: true)?.whole
        created = object["date_create"]?.moment
        isRead = object["is_read"]?.flag
        isActual = object["is_actual"]?.flag
        orderID = object["order_id"]?.identifier
        kworkID = object["kwork_id"]?.identifier
        let nested = object["project"]?.asObject
        projectID = object["want_id"]?.identifier ?? object["project_id"]?.identifier ?? nested?["id"]?.identifier
        project = nested.flatMap { nested in projectID.map { Project(nested, id: $0) } }
        projectTitle = project?.title ?? object["want_name"]?.words
    }

    var priceText: String { price.map { Show.money($0) } ?? Show.dash }
    var daysText: String { days.map { Show.count($0, "день", "дня", "дней") } ?? Show.dash }
    var projectText: String {
        guard let projectID else { return "номер неизвестен: Kwork его не назвал" }
        return "\(projectID)" + (projectTitle.map { " «\($0)»" } ?? "")
    }

    /// What became of it, as far as Kwork says.
    var fate: [String] {
        [
            isRead.map { "прочитан заказчиком: \(Show.yesNo($0))" }, isActual.map { "актуален: \(Show.yesNo($0))" },
            orderID.map { "заказ: \($0)" }, kworkID.map { "кворк: \($0)" },
        ].compactMap { $0 }
    }
}

extension Offer: Presentable {
    public var text: String {
        var lines = [
            "Отклик \(id): \(title ?? Show.dash)",
            "Проект: \(projectText)" + (project?.customer.map { ", заказчик @\($0)" } ?? "")
                + (project?.status.map { ", статус проекта \($0)" } ?? ""),
            "Статус: \(status ?? Show.dash)",
            "Цена: \(priceText), срок: \(daysText)",
            "Отправлен: \(created?.shown ?? Show.dash)",
        ]
        if !fate.isEmpty { lines.append(fate.joined(separator: ", ")) }
        lines += ["Текст:", Show.block(description)]
        if project != nil { lines.append(Show.untrusted) }
        return lines.joined(separator: "\n")
    }

    /// Everything but the text, which a list cuts.
    private static let facts: [Shape<Offer>.Field] = [
        .integer("id", "Номер отклика") { $0.id },
        .integer("project_id", "Номер проекта; нет, если Kwork его не назвал") { $0.projectID },
        .string("project_title", "Название проекта; текст заказчика") { $0.projectTitle },
        .string("customer", "Логин заказчика") { $0.project?.customer },
        .string("project_status", "Статус проекта, как его называет Kwork") { $0.project?.status },
        .string("title", "Название отклика") { $0.title },
        .string("status", "Статус, как его называет Kwork") { $0.status },
        .number("price", "Цена, ₽") { $0.price },
        .integer("duration_days", "Срок, дней") { $0.days },
        .moment("created", "Отправлен, ISO 8601") { $0.created },
        .bool("read", "Заказчик прочитал") { $0.isRead },
        .bool("actual", "Ещё актуален") { $0.isActual },
        .integer("order_id", "Номер заказа, если он появился") { $0.orderID },
        .integer("kwork_id", "Номер предложенного кворка") { $0.kworkID },
    ]

    public static let shape = Shape<Offer>(facts + [.string("description", "Текст отклика целиком") { $0.description }])

    /// An offer in a list: its text is cut.
    static let rowShape = Shape<Offer>(
        facts + [
            .string("excerpt", "Начало текста, до \(excerptLength) знаков; целиком — get_offer") {
                $0.description.map { Show.excerpt($0, excerptLength).text }
            }
        ])

    /// How many offers without a project are asked for one by one in a call.
    static let maximumLooks = 10

    /// Characters of a text in a list.
    static let excerptLength = 200
}

extension Kwork {
    /// One own offer with its whole text.
    public func offer(id: Int64) throws -> Offer {
        let missing = "Отклик \(id) не найден: он удалён, или номер неверен. Номера даёт list_my_offers."
        return try Failure.explaining(missing: missing) {
            guard let offer = try findOffer(id: id) else { throw Failure.notFound(missing) }
            return offer
        }
    }

    /// nil: there is no such offer.
    private func findOffer(id: Int64) throws -> Offer? {
        let reply = try ask(.offer, ["id": id])
        let names = ["id", "name", "kwork_name", "title", "comment", "description", "want_id"]
        guard let object = try reply.object(orEnvelopeWith: names) else { return nil }
        guard names.contains(where: { object.has($0) }) else {
            throw reply.drift("в отклике нет ни id, ни названия, ни текста")
        }
        try reply.expect(id, in: object)
        return Offer(object, id: id)
    }

    /// The same offers with the projects they belong to: lists do not always name them, the offer itself does. Each look
    /// takes one of `looks`; without any left, or without an answer, an offer stays as it is.
    func completed(_ offers: [Offer], looks: inout Int) throws -> [Offer] {
        try offers.map { offer in
            guard offer.projectID == nil, looks > 0 else { return offer }
            looks -= 1
            do {
                guard let whole = try findOffer(id: offer.id), whole.projectID != nil else { return offer }
                return whole
            } catch let failure as Failure where ["not_found", "contract_drift"].contains(failure.code) {
                return offer
            }
        }
    }
}
