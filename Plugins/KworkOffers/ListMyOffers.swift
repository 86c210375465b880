import KworkKit

@c public func list_my_offers(_ call: Call, _ page: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.myOffers(page: page)) }
}

let listMyOffers = Tool(
    "list_my_offers", list_my_offers,
    """
    Свои отклики на проекты биржи Kwork, постранично, новые впереди: номер, проект, название, цена, срок, статус, \
    дата, прочитан ли заказчиком, начало текста; ещё остаток коннектов. Вызывайте, чтобы узнать судьбу откликов. \
    Откликов нет — не ошибка. Текст целиком даёт get_offer, ответ про один проект — check_my_offer.
    """,
    .kworkRead,
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Мои отклики", output: OfferPage.schema)
