import KworkKit

@c public func submit_offer(
    _ call: Call, _ project_id: Int64, _ title: Text, _ description: Text, _ price: Int64, _ duration_days: Int64
) -> Status {
    call.answer {
        let offer = try NewOffer(
            projectID: project_id, title: String(title), description: String(description), price: price,
            days: duration_days)
        $0.present(try $0.kwork.submit(offer))
    }
}

@c public func preview_submit_offer(
    _ call: Call, _ project_id: Int64, _ title: Text, _ description: Text, _ price: Int64, _ duration_days: Int64
) -> Status {
    call.preview {
        let offer = try NewOffer(
            projectID: project_id, title: String(title), description: String(description), price: price,
            days: duration_days)
        return try $0.kwork.preview(offer)
    }
}

let submitOffer = Tool(
    "submit_offer", submit_offer,
    """
    Отправляет отклик на проект биржи Kwork и тратит один коннект; отозвать его можно только через delete_offer. \
    Сначала прочитайте проект (get_project), проверьте коннекты (get_connects) и нет ли отклика (check_my_offer). \
    Текст и название уходят ровно как даны. Возвращает номер отклика и остаток коннектов. Отказ до отправки \
    (проект закрыт, отклик уже есть, нет коннектов) ничего не тратит. Если исход неизвестен, не отправляйте снова: \
    сначала check_my_offer.
    """,
    .kworkWrite,
    .integer("project_id", "Номер проекта", in: 1...),
    .string(
        "title", "Название отклика, одна строка до 120 знаков", minLength: NewOffer.titleLength.lowerBound,
        maxLength: NewOffer.titleLength.upperBound, pattern: #"\S"#),
    .string(
        "description", "Текст отклика, от 150 до 10000 знаков", minLength: NewOffer.descriptionLength.lowerBound,
        maxLength: NewOffer.descriptionLength.upperBound, pattern: #"\S"#),
    .integer("price", "Цена, ₽", in: NewOffer.prices),
    .integer("duration_days", "Срок, дней", in: NewOffer.durations),
    title: "Отправить отклик", deadline: .seconds(120), output: SubmittedOffer.schema,
    preview: preview_submit_offer)
