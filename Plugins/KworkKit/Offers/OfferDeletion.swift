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
        try ask(.deleteOffer, ["id": id]).confirm()
        return OfferDeletion(id: id)
    }
}
