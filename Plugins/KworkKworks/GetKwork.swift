import KworkKit

@c public func get_kwork(_ call: Call, _ kwork_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.kwork(id: kwork_id)) }
}

let getKwork = Tool(
    "get_kwork", get_kwork,
    """
    Кворк целиком, свой или чужой: название, описание, цена, срок, очередь, пакеты, опции, продавец. \
    Отзывы и похожие кворки даёт get_kwork_details, о продавце подробнее — get_user_info.
    """,
    .kworkRead,
    .integer("kwork_id", "Номер кворка", in: 1...),
    title: "Кворк", output: KworkCard.schema)
