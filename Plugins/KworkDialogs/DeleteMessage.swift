import KworkKit

@c public func delete_message(_ call: Call, _ message_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.deleteMessage(id: message_id)) }
}

@c public func preview_delete_message(_ call: Call, _ message_id: Int64) -> Status {
    call.preview { $0.kwork.previewDeletion(id: message_id) }
}

let deleteMessage = Tool(
    "delete_message", delete_message,
    """
    Удаляет своё сообщение вместе с файлами, насовсем. Номер сообщения даёт get_dialog, там же видно, что его больше нет. \
    Исправить текст, не удаляя, может edit_message.
    """,
    .kworkRemove,
    .integer("message_id", "Номер своего сообщения", in: 1...),
    title: "Удалить сообщение", output: MessageChange.schema, preview: preview_delete_message)
