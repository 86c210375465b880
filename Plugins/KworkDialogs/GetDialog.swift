import KworkKit

@c public func get_dialog(_ call: Call, _ user_id: mcp_opt_integer, _ username: Text, _ page: mcp_opt_integer) -> Status {
    call.answer {
        if let id = user_id.optional {
            $0.present(try $0.kwork.dialog(withUser: id, page: page.optional))
        } else {
            $0.present(try $0.kwork.dialog(with: String(username), page: page.optional))
        }
    }
}

let getDialog = Tool(
    "get_dialog", get_dialog,
    """
    Сообщения с одним пользователем Kwork, от старых к новым: номер, автор, время, текст целиком, прочитано ли, файлы \
    с адресами, ответы, связанный заказ. Без page — последние сообщения; более старые на странице с номером на единицу \
    меньше, page=1 — начало переписки. Собеседник — user_id или username, их даёт list_dialogs. Сообщения при этом не отмечаются прочитанными: это \
    делает mark_dialog_read. Дальше: send_message, номера сообщений нужны для edit_message и delete_message.
    """,
    .kworkRead,
    .optionalInteger("user_id", "Номер собеседника", in: 1..., group: .exactlyOne("peer")),
    .optionalString("username", "Логин собеседника, можно с @ в начале", minLength: 1, maxLength: 200, pattern: #"\S"#, group: .exactlyOne("peer")),
    .optionalInteger("page", "Страница; 1 — самая старая, без неё — самая новая", in: 1...),
    title: "Сообщения диалога", output: DialogMessages.schema)
