import PluginKit

/// An own offer has been removed.
public struct OfferDeletion: Sendable {
    var id: Int64
}

extension OfferDeletion: Presentable {
    public var text: String {
        "Отклик \(id) удалён. Вернулся ли коннект, Kwork не сообщает: остаток покажет get_connects."
    }

    public static let shape = Shape<OfferDeletion>(
        .integer("offer_id", "Номер удалённого отклика") { $0.id },
        .bool("deleted", "Kwork подтвердил удаление") { _ in true })
}

extension Kwork {
    /// Removes an own offer.
    public func deleteOffer(id: Int64) throws -> OfferDeletion {
        let missing = "Отклик \(id) не найден: он уже удалён, или номер неверен. Номера даёт list_my_offers."
        try Failure.explaining(missing: missing) { try ask(.deleteOffer, ["id": id]).confirm() }
        return OfferDeletion(id: id)
    }
}
