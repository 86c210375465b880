import KworkKit

@c public func list_tracks(
    _ call: Call, _ order_id: Int64, _ track_id: mcp_opt_integer, _ direction: Text, _ limit: mcp_opt_integer
) -> Status {
    call.answer {
        $0.present(
            try $0.kwork.tracks(
                orderID: order_id, trackID: track_id.optional, direction: direction.optional, limit: limit.optional))
    }
}

let listTracks = Tool(
    "list_tracks", list_tracks,
    """
    Чат заказа: сообщения сторон и события, от старых к новым. Без track_id даёт последние записи; \
    track_id и direction листают. Отвечает в этот чат send_track_message. Переписка вне заказа — get_dialog.
    """,
    .kworkRead,
    .integer("order_id", "Номер заказа", in: 1...),
    .optionalInteger("track_id", "Запись, относительно которой листать", in: 1...),
    .optionalString("direction", "before — что раньше неё (так и без direction), after — что позже, around — вокруг", choices: Tracks.directions),
    .optionalInteger("limit", "Сколько записей", in: Tracks.limits),
    title: "Чат заказа", output: Tracks.schema)
