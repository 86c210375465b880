import KworkKit

@c public func delete_offer(_ call: Call, _ offer_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.deleteOffer(id: offer_id)) }
}

@c public func preview_delete_offer(_ call: Call, _ offer_id: Int64) -> Status {
    call.preview { try $0.kwork.previewOfferDeletion(id: offer_id) }
}

let deleteOffer = Tool(
    "delete_offer", delete_offer,
    """
    Удаляет свой отклик на проект, насовсем: вернуть его нельзя, возврат потраченного коннекта не обещан. \
    Сначала посмотрите отклик через get_offer. Возвращает номер удалённого отклика. \
    Если исход неизвестен, проверьте его через get_offer, не повторяя вызова.
    """,
    .kworkRemove,
    .integer("offer_id", "Номер отклика из list_my_offers", in: 1...),
    title: "Удалить отклик", output: OfferDeletion.schema, preview: preview_delete_offer)
