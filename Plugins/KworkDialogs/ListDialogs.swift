import KworkKit

@c public func list_dialogs(_ call: Call, _ page: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.dialogs(page: page)) }
}

let listDialogs = Tool(
    "list_dialogs", list_dialogs,
    """
    Диалоги с пользователями Kwork, постранично: логин и номер собеседника, сколько непрочитанных, время и начало \
    последнего сообщения, активные заказы, архив, отметки. Вызывайте, чтобы узнать, кто написал и кому ответить. \
    Диалогов нет — не ошибка. Сообщения целиком даёт get_dialog, поиск — search_dialogs.
    """,
    .kworkRead,
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Диалоги", output: DialogPage.schema)
