import KworkKit

@c public func get_offer(_ call: Call, _ offer_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.offer(id: offer_id)) }
}

let getOffer = Tool(
    "get_offer", get_offer,
    """
    Один свой отклик целиком: проект и заказчик, название, полный текст, цена, срок, статус, дата, прочитан ли. \
    Номер отклика даёт list_my_offers. Вызывайте, чтобы вспомнить, что было предложено, и перед delete_offer. \
    О самом проекте расскажет get_project.
    """,
    .kworkRead,
    .integer("offer_id", "Номер отклика", in: 1...),
    title: "Отклик", output: Offer.schema)
