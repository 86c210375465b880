import PluginKit

/// An order as lists show it, seen by the one who works or by the one who pays.
public struct Order: Sendable {
    var id: Int64
    var title: String?
    var kwork: String?
    var status: Int64?
    /// In words, when Kwork gives no number.
    var statusText: String?
    var price: Double?
    /// The buyer of a seller's order, the seller of a buyer's.
    var partnerID: Int64?
    var partner: String?
    var partnerOnline: Bool?
    var timeLeft: String?
    var isLate: Bool?
    var added: Moment?
    var deadline: Moment?
    var isInWork: Bool?
    var wantsCancel: Bool?
    var cancelReason: String?
    var cancelled: Moment?
    var unreadTracks: Int64?
    var hasStages: Bool?
    var progress: Int64?
    var lacksData: Bool?
    var note: String?
    var project: String?
    var payment: Int64?
}

extension Order {
    enum Side: Sendable { case seller, buyer }

    init(_ object: JSON.Object, _ side: Side, _ reply: Reply) throws {
        id = try reply.identifier(of: object, in: "заказы")
        title = object.first("display_title", "kwork_title", "title", truthy: true)?.words
        kwork = object["kwork_title"]?.words
        status = object["status"]?.whole
        statusText = status == nil ? object["status"]?.words : nil
        price = object.first("price", "total_price")?.amount
        let person = object[side == .seller ? "payer" : "worker"]?.asObject
        partnerID = person?["id"]?.identifier
        partner = person?["username"]?.words ?? (side == .seller ? object.first("payer_username", "username")?.words : nil)
        partnerOnline = person?["is_online"]?.flag
        timeLeft = object["time_left"]?.words
        isLate = object["time_is_lost"]?.flag
        added = object["time_added"]?.moment
        deadline = object["deadline"]?.moment
        isInWork = object["in_work"]?.flag
        wantsCancel = object["is_cancel_request"]?.flag
        // Kwork spells these two with a Cyrillic letter.
        cancelReason = object.first("can\u{0441}el_reason", "cancel_reason")?.words
        cancelled = object.first("time_can\u{0441}el", "time_cancel")?.moment
        unreadTracks = object["unread_tracks"]?.quantity
        hasStages = object["has_stages"]?.flag
        progress = object["progress"]?.quantity
        lacksData = object["missing_data"]?.flag
        note = object["order_note"]?.words
        project = object["project"]?.words
        payment = object["payment_type"]?.whole
    }

    var statusName: String { OrderStatus.name(status) ?? statusText ?? Show.dash }

    func lines(_ number: Int, _ side: Side) -> [String] {
        var facts = ["статус: \(statusName)", "цена \(price.map { Show.money($0) } ?? Show.dash)"]
        let person = partner.map { "@\($0)" } ?? Show.dash
        facts.append((side == .seller ? "покупатель " : "продавец ") + person + (partnerID.map { ", id \($0)" } ?? "") + (partnerOnline == true ? ", онлайн" : ""))
        if let timeLeft { facts.append("осталось: \(timeLeft)") }
        if isLate == true { facts.append("просрочен") }
        if let deadline { facts.append("срок до \(deadline.shown)") }
        if let added { facts.append("создан \(added.shown)") }
        if isInWork == false, status == OrderStatus.inWork { facts.append("ещё не взят в работу") }
        if let unreadTracks, unreadTracks > 0 { facts.append("непрочитанных в чате: \(unreadTracks)") }
        if hasStages == true { facts.append("есть этапы") }
        if let progress, progress > 0 { facts.append("готовность \(progress)%") }
        if lacksData == true { facts.append("нужны данные от покупателя") }
        if wantsCancel == true { facts.append("есть запрос на отмену") }
        if let cancelReason { facts.append("причина отмены: \(cancelReason)") }
        if let cancelled { facts.append("отменён \(cancelled.shown)") }
        if payment == 1 { facts.append("по подписке") }
        var lines = ["\(number). [\(id)] \(title ?? Show.dash)", "   " + facts.joined(separator: "; ")]
        if let kwork, kwork != title { lines.append("   кворк «\(kwork)»") }
        if let project { lines.append("   проект: \(project)") }
        if let note { lines.append("   ваша заметка: \(note)") }
        return lines
    }

    static func shape(_ side: Side) -> Shape<Order> {
        Shape(
            .integer("id", "Номер заказа") { $0.id },
            .string("title", "Название") { $0.title },
            .string("kwork", "Название кворка") { $0.kwork },
            .integer("status", "1 в работе, 2 арбитраж, 3 отменён, 4 на проверке, 5 завершён, 6 нужна оплата") { $0.status },
            .string("status_name", "Статус словами") { $0.statusName },
            .number("price", "Цена (₽ на kwork.ru)") { $0.price },
            .integer(side == .seller ? "buyer_id" : "seller_id", side == .seller ? "Номер покупателя" : "Номер продавца") { $0.partnerID },
            .string(side == .seller ? "buyer" : "seller", side == .seller ? "Логин покупателя" : "Логин продавца") { $0.partner },
            .string("time_left", "Сколько осталось, как это пишет Kwork") { $0.timeLeft },
            .bool("late", "Срок вышел") { $0.isLate },
            .moment("added", "Создан, ISO 8601") { $0.added },
            .moment("deadline", "Срок, ISO 8601") { $0.deadline },
            .bool("in_work", "Взят в работу") { $0.isInWork },
            .integer("unread_tracks", "Непрочитанных сообщений в чате заказа") { $0.unreadTracks },
            .bool("has_stages", "Разбит на этапы") { $0.hasStages },
            .integer("progress", "Готовность, %") { $0.progress },
            .bool("missing_data", "Покупатель ещё не дал данных") { $0.lacksData },
            .bool("cancel_request", "Есть запрос на отмену") { $0.wantsCancel },
            .string("cancel_reason", "Причина отмены") { $0.cancelReason },
            .moment("cancelled", "Отменён, ISO 8601") { $0.cancelled },
            .string("note", "Своя заметка") { $0.note },
            .string("project", "Проект, из которого заказ") { $0.project })
    }
}
