import KworkKit

@c public func mark_dialog_read(_ call: Call, _ user_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.markDialogRead(userID: user_id)) }
}

@c public func preview_mark_dialog_read(_ call: Call, _ user_id: Int64) -> Status {
    call.preview { try $0.kwork.previewRead(userID: user_id) }
}

let markDialogRead = Tool(
    "mark_dialog_read", mark_dialog_read,
    """
    Отмечает прочитанными все сообщения одного собеседника; он увидит, что их прочли. Вызывайте, когда человек \
    действительно с ними ознакомился. Номер собеседника даёт list_dialogs, там же видно, осталось ли непрочитанное.
    """,
    .kworkSet,
    .integer("user_id", "Номер собеседника", in: 1...),
    title: "Отметить прочитанным", output: DialogRead.schema, preview: preview_mark_dialog_read)
