import KworkKit

@c public func whats_new(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.news()) }
}

let whatsNew = Tool(
    "whats_new", whats_new,
    """
    Что нового одним вызовом: проекты избранных рубрик, непрочитанные диалоги, заказы в работе, сданные вам заказы, уведомления. \
    С него хорошо начинать день. Каждая часть сама говорит, известна она, пуста или не удалась. \
    Дальше: get_dialog, get_project, get_order_details, submit_offer.
    """,
    .kworkRead, title: "Что нового", deadline: .seconds(90), output: News.schema)
