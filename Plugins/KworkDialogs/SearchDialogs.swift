import KworkKit

@c public func search_dialogs(_ call: Call, _ query: Text, _ page: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.searchDialogs(String(query), page: page)) }
}

let searchDialogs = Tool(
    "search_dialogs", search_dialogs,
    """
    Поиск диалогов Kwork по логину собеседника или словам, от двух знаков, постранично; запись как в list_dialogs. \
    Ничего не найдено — не ошибка. Внутри одного диалога ищет search_messages, сообщения целиком даёт get_dialog.
    """,
    .kworkRead,
    .string("query", "Что искать, от двух знаков", minLength: 2, maxLength: 200, pattern: #"\S"#),
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Поиск диалогов", output: DialogPage.schema)
