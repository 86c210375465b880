import KworkKit

@c public func search_messages(_ call: Call, _ text: Text, _ user_id: Int64, _ page: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.searchMessages(String(text), userID: user_id, page: page)) }
}

let searchMessages = Tool(
    "search_messages", search_messages,
    """
    Поиск слов в сообщениях с одним пользователем Kwork, постранично: номер сообщения и найденное место. Ничего не \
    найдено — не ошибка. Номер собеседника дают list_dialogs и search_dialogs, сами сообщения целиком — get_dialog.
    """,
    .kworkRead,
    .string("text", "Слова для поиска", minLength: 1, maxLength: 500, pattern: #"\S"#),
    .integer("user_id", "Номер собеседника", in: 1...),
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Поиск в сообщениях", output: MessageSearch.schema)
