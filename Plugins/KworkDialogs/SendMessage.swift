import KworkKit

@c public func send_message(
    _ call: Call, _ text: Text, _ user_id: mcp_opt_integer, _ username: Text, _ file_ids: mcp_integers,
    _ reply_to: mcp_opt_integer
) -> Status {
    call.answer {
        let message = try NewMessage(text: String(text), fileIDs: file_ids.array, replyTo: reply_to.optional)
        let kwork = $0.kwork
        let recipient = try kwork.recipient(userID: user_id.optional, username: username.optional)
        $0.present(try kwork.send(message, to: recipient))
    }
}

@c public func preview_send_message(
    _ call: Call, _ text: Text, _ user_id: mcp_opt_integer, _ username: Text, _ file_ids: mcp_integers,
    _ reply_to: mcp_opt_integer
) -> Status {
    call.preview {
        let message = try NewMessage(text: String(text), fileIDs: file_ids.array, replyTo: reply_to.optional)
        return try $0.kwork.preview(message, userID: user_id.optional, username: username.optional)
    }
}

let sendMessage = Tool(
    "send_message", send_message,
    """
    Отправляет сообщение пользователю Kwork; он увидит его сразу. Текст уходит ровно как дан. Нужно одно из \
    двух: user_id или username. Сначала прочитайте переписку через get_dialog. Возвращает номер сообщения \
    и получателя. Если исход неизвестен, не повторяйте: посмотрите в get_dialog, дошло ли оно.
    """,
    .kworkWrite,
    .string("text", "Текст сообщения", minLength: 1, maxLength: NewMessage.lengths.upperBound, pattern: #"\S"#),
    .optionalInteger("user_id", "Номер получателя", in: 1..., group: .exactlyOne("recipient")),
    .optionalString("username", "Логин получателя, можно с @ в начале", pattern: #"\S"#, group: .exactlyOne("recipient")),
    .integers("file_ids", "Номера загруженных файлов, которые приложить", in: 1..., maxItems: 50, optional: true),
    .optionalInteger("reply_to", "Номер сообщения, на которое это ответ", in: 1...),
    title: "Отправить сообщение", output: SentMessage.schema, preview: preview_send_message)
