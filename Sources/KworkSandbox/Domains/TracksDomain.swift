/// The chat of an order. Written through `inboxCreate` with the order's number.
enum TracksDomain {
    static let pageSize = 20

    static let routes: [Route] = [
        .api(
            "getTracks", token: .required,
            [
                .query("orderId", .id, required: true), .query("trackId", .id), .query("direction", .text), .query("limit", .integer(1...100)),
            ], handler: tracks),
        .api("trackRead", token: .required, [.query("ids[]", .id, required: true)], handler: read),
    ]

    /// What the dialogs need to know of orders.
    static let hooks = OrderHooks(
        writeTrack: { world, text throws(Refusal) in
            let index = try world.orderIndex(text.order, for: text.from)
            guard world.orders[index].isFor(text.to) else { throw Refusal(text: "Получатель не участник заказа", code: 403) }
            let track = StoredOrder.Track(id: 0, from: text.from, text: text.text, time: text.time, files: text.files)
            return world.addTrack(track, toOrderAt: index)
        },
        activeOrders: { world, one, other in
            world.orders.filter { $0.status == .inWork && $0.isFor(one) && $0.isFor(other) }.map {
                ["id": .integer($0.id), "title": .string(Markup.stored($0.title)), "color": "green", "worker_id": .integer($0.worker)]
            }
        })

    /// Oldest first. Without `trackId` the newest; `before` and `after` leave the track itself out.
    private static func tracks(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = OrdersDomain.user(world, call)
        let order = world.orders[try world.orderIndex(call.parameters.integer("orderId"), for: me)]
        let direction = call.parameters.text("direction") ?? "before"
        guard ["before", "after", "around"].contains(direction) else { throw Refusal(text: "Неверное направление", code: 400) }
        let limit = call.parameters.integer("limit") ?? pageSize
        let all = order.tracks.sorted { $0.id < $1.id }
        let shown: [StoredOrder.Track]
        if let pivot = call.parameters.integer("trackId") {
            switch direction {
            case "before": shown = Array(all.filter { $0.id < pivot }.suffix(limit))
            case "after": shown = Array(all.filter { $0.id > pivot }.prefix(limit))
            default:
                let before = all.filter { $0.id < pivot }.suffix(limit / 2)
                shown = Array(before + all.filter { $0.id >= pivot }.prefix(limit - before.count))
            }
        } else {
            shown = Array(all.suffix(limit))
        }
        return .success(["messages": .array(shown.map { item($0, world) }), "review": .null])
    }

    private static func read(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = OrdersDomain.user(world, call)
        for id in call.parameters.integers("ids[]") {
            guard let order = world.orders.firstIndex(where: { $0.isFor(me) && $0.tracks.contains { $0.id == id } }),
                let track = world.orders[order].tracks.firstIndex(where: { $0.id == id })
            else { throw Refusal(text: "Сообщение не найдено", code: 404) }
            world.orders[order].tracks[track].unread = false
        }
        return .json(["success": true])
    }

    private static func item(_ track: StoredOrder.Track, _ world: World) -> JSON {
        [
            "id": track.id.isMultiple(of: 2) ? .integer(track.id) : .string(String(track.id)), "sent_timestamp": .integer(track.time),
            "text": .string(Markup.message(track.isEvent ? "" : track.text)), "title": track.isEvent ? .string(Markup.message(track.text)) : "",
            "from_id": .integer(track.from), "from_name": .string(world.user(id: track.from)?.username ?? ""),
            "files": .array(track.files.map { world.fileItem($0) }), "conversation_id": 77, "is_unread": track.unread ? 1 : 0,
            "updated_at": .integer(track.time), "quote": .null, "type": track.isEvent ? 3 : 1, "status": "active",
        ]
    }
}
