import KworkKit

@c public func edit_message(_ call: Call, _ message_id: Int64, _ text: Text, _ drop_files: Bool) -> Status {
    call.answer { $0.present(try $0.kwork.editMessage(id: message_id, text: String(text), dropsFiles: drop_files)) }
}

@c public func preview_edit_message(_ call: Call, _ message_id: Int64, _ text: Text, _ drop_files: Bool) -> Status {
    call.preview { try $0.kwork.previewEdit(id: message_id, text: String(text), dropsFiles: drop_files) }
}

let editMessage = Tool(
    "edit_message", edit_message,
    """
    Заменяет текст своего сообщения; прежний текст пропадает. Файлы сообщения передаются вместе с новым текстом; если \
    прочитать их не удалось, ничего не отправляется, пока не задан drop_files=true. Номер сообщения даёт get_dialog, там же \
    видно, что вышло. Чужие и давние сообщения Kwork менять не даёт. Новый текст уходит ровно как дан.
    """,
    .kworkRemove,
    .integer("message_id", "Номер своего сообщения", in: 1...),
    .string("text", "Новый текст", minLength: 1, maxLength: NewMessage.lengths.upperBound, pattern: #"\S"#),
    .bool("drop_files", "Убрать файлы сообщения", default: false),
    title: "Изменить сообщение", output: MessageChange.schema, preview: preview_edit_message)
