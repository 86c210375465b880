import PluginKit

/// An offer that Kwork has confirmed.
public struct SubmittedOffer: Sendable {
    var id: Int64
    var offer: NewOffer
    /// nil: not known.
    var connectsLeft: Int64?
    /// Found in the list of own offers, because the answer itself named no number.
    var isLookedUp: Bool
}

extension SubmittedOffer: Presentable {
    public var text: String {
        var lines = [
            "Отклик \(id) отправлен на проект \(offer.projectID)"
                + (isLookedUp ? " (номер найден в списке откликов)." : "."),
            "Название: \(offer.title)",
            "Цена: \(Show.money(Double(offer.price))), срок: \(Show.count(offer.days, "день", "дня", "дней"))",
            "Потрачен один коннект" + (connectsLeft.map { ", осталось \($0)." } ?? "."),
        ]
        lines.append("Как он выглядит на Kwork, покажет get_offer; не отправляйте его второй раз.")
        return lines.joined(separator: "\n")
    }

    public static let shape = Shape<SubmittedOffer>(
        .integer("offer_id", "Номер отклика") { $0.id },
        .integer("project_id", "Номер проекта") { $0.offer.projectID },
        .string("title", "Название отклика") { $0.offer.title },
        .integer("price", "Цена, ₽") { $0.offer.price },
        .integer("duration_days", "Срок, дней") { $0.offer.days },
        .integer("connects_spent", "Потрачено коннектов") { _ in 1 },
        .integer("connects_left", "Осталось коннектов; нет, если неизвестно") { $0.connectsLeft },
        .bool("looked_up", "Номер взят из списка откликов, а не из ответа сайта") { $0.isLookedUp })
}
