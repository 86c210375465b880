import KworkKit

@c public func get_kwork_details(_ call: Call, _ kwork_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.kworkExtras(id: kwork_id)) }
}

let getKworkDetails = Tool(
    "get_kwork_details", get_kwork_details,
    """
    Что окружает кворк: отзывы, оценки, похожие кворки других продавцов с ценами. Вызывайте, чтобы сравнить с конкурентами. \
    Названия, описания и цены самого кворка здесь нет, их даёт get_kwork. Номера своих кворков даёт list_my_kworks.
    """,
    .kworkRead,
    .integer("kwork_id", "Номер кворка", in: 1...),
    title: "Отзывы и похожие", output: KworkExtras.schema)
