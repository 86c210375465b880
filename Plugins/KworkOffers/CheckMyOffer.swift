import KworkKit

@c public func check_my_offer(_ call: Call, _ project_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.ownOffer(projectID: project_id)) }
}

let checkMyOffer = Tool(
    "check_my_offer", check_my_offer,
    """
    Есть ли уже свой отклик на этот проект: yes, no или unknown (доказать не удалось, это не «нет»); если отклик \
    найден, то и он сам. Вызывайте перед submit_offer и всегда, когда его исход неизвестен. Смотрит отметку \
    проекта и до 5 страниц своих откликов, новые впереди. Все отклики даёт list_my_offers.
    """,
    .kworkRead,
    .integer("project_id", "Номер проекта", in: 1...),
    title: "Мой отклик на проект", output: OwnOffer.schema)
