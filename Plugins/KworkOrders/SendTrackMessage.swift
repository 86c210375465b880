import KworkKit

@c public func send_track_message(
    _ call: Call, _ order_id: Int64, _ user_id: Int64, _ text: Text, _ file_ids: mcp_integers
) -> Status {
    call.answer {
        let message = try NewMessage(text: String(text), fileIDs: file_ids.array)
        $0.present(try $0.kwork.sendTrack(message, orderID: order_id, to: user_id))
    }
}

@c public func preview_send_track_message(
    _ call: Call, _ order_id: Int64, _ user_id: Int64, _ text: Text, _ file_ids: mcp_integers
) -> Status {
    call.preview {
        let message = try NewMessage(text: String(text), fileIDs: file_ids.array)
        return try $0.kwork.previewTrack(message, orderID: order_id, to: user_id)
    }
}

let sendTrackMessage = Tool(
    "send_track_message", send_track_message,
    """
    Пишет в чат заказа другой стороне; она увидит это сразу. Текст уходит ровно как дан. Сначала прочитайте чат через list_tracks. \
    Номер собеседника — buyer_id из list_worker_orders или seller_id из list_buyer_orders. Файлы сначала загружает upload_file. \
    Если исход неизвестен, не повторяйте: посмотрите в list_tracks.
    """,
    .kworkWrite,
    .integer("order_id", "Номер заказа", in: 1...),
    .integer("user_id", "Номер другой стороны заказа", in: 1...),
    .string("text", "Текст сообщения", minLength: 1, maxLength: NewMessage.lengths.upperBound, pattern: #"\S"#),
    .integers("file_ids", "Номера загруженных файлов, которые приложить", in: 1..., maxItems: 50, optional: true),
    title: "Написать в чат заказа", output: SentTrack.schema, preview: preview_send_track_message)
