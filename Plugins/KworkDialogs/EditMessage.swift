import KworkKit

@c public func edit_message(_ call: Call, _ message_id: Int64, _ text: Text) -> Status {
    call.answer { $0.present(try $0.kwork.editMessage(id: message_id, text: String(text))) }
}

@c public func preview_edit_message(_ call: Call, _ message_id: Int64, _ text: Text) -> Status {
    call.preview { try $0.kwork.previewEdit(id: message_id, text: String(text)) }
}

let editMessage = Tool(
    "edit_message", edit_message,
    """
    Заменяет текст своего сообщения; прежний текст пропадает, файлы сообщения Kwork при этом может убрать. Номер \
    сообщения даёт get_dialog, там же видно, что вышло. Чужие и давние сообщения Kwork менять не даёт. Новый текст уходит \
    ровно как дан.
    """,
    .kworkSet,
    .integer("message_id", "Номер своего сообщения", in: 1...),
    .string("text", "Новый текст", minLength: 1, maxLength: NewMessage.lengths.upperBound, pattern: #"\S"#),
    title: "Изменить сообщение", output: MessageChange.schema, preview: preview_edit_message)
