/// Orders, as the one who works and as the one who pays.
enum OrdersDomain {
    static let pageSize = 20

    static let routes: [Route] = [
        .api("workerOrders", token: .required, [.query("filter", .text), .query("page", .page)], handler: workerOrders),
        .api(
            "payerOrders", token: .required, [.query("filter", .text), .query("page", .page), .query("company_orders", .notRebuilt)],
            handler: payerOrders),
        .api("getOrderDetails", token: .required, [.query("orderId", .id, required: true)], handler: details),
        .api("getOrderHeader", token: .required, [.query("orderId", .id, required: true)], handler: header),
        .api("getOrderFiles", token: .required, [.query("id", .id, required: true)], handler: files),
        .api(
            "sendOrderForApproval", token: .required,
            [
                .query("orderId", .id, required: true), .query("metrics[]", .id), .query("stageIds[]", .id), .query("filesIds[]", .id),
            ], handler: sendForApproval),
        .api(
            "approveOrder", token: .required,
            [.query("orderId", .id, required: true), .query("portfolio", .integer(0...1), required: true)], handler: approve),
        .api(
            "sendOrderForRevision", token: .required,
            [
                .query("orderId", .id, required: true), .query("revision", .text), .query("files[]", .id), .query("stageIds[]", .id),
            ], handler: sendForRevision),
        .api(
            "workerInprogress", token: .required,
            [.query("order_id", .id, required: true), .query("contracts_agreement", .text)], handler: takeIntoWork),
    ]

    // MARK: Lists

    private static func workerOrders(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = user(world, call)
        let filters: [(String, @Sendable (StoredOrder) -> Bool)] = [
            ("active", { [.inWork, .arbitration].contains($0.status) }), ("cancelled", { $0.status == .cancelled }),
            ("delivered", { $0.status == .onReview }), ("completed", { $0.status == .completed }), ("unpaid", { $0.status == .unpaid }),
            ("awaiting_receipt", { _ in false }),
        ]
        return try list(world, call, world.orders.filter { $0.worker == me }, filters, asWorker: true)
    }

    private static func payerOrders(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = user(world, call)
        let filters: [(String, @Sendable (StoredOrder) -> Bool)] = [
            ("active", { [.inWork, .arbitration].contains($0.status) }), ("cancelled", { $0.status == .cancelled }),
            ("delivered", { $0.status == .onReview }), ("completed", { $0.status == .completed }), ("missing_data", { $0.lacksData }),
            ("unpaid", { $0.status == .unpaid }),
        ]
        return try list(world, call, world.orders.filter { $0.payer == me }, filters, asWorker: false)
    }

    /// The paging stands inside `response` and tells no number of pages.
    private static func list(
        _ world: World, _ call: Call, _ all: [StoredOrder], _ filters: [(String, @Sendable (StoredOrder) -> Bool)], asWorker: Bool
    ) throws(Refusal) -> Reply {
        let name = call.parameters.text("filter") ?? "all"
        guard name == "all" || filters.contains(where: { $0.0 == name }) else { throw Refusal(text: "Неизвестный фильтр заказов", code: 400) }
        let found = all.filter { order in filters.first { $0.0 == name }?.1(order) ?? true }.sorted { $0.added > $1.added }
        let page = Page(of: found, number: call.parameters.integer("page") ?? 1, limit: pageSize)
        let counts = filters.map { filter in JSON.Member(key: filter.0, value: .integer(all.count(where: filter.1))) }
        return .success([
            "filter": .string(name), "filter_counts": .object(counts + [.init(key: "all", value: .string(String(all.count)))]),
            "orders": .array(page.items.map { item($0, world, now: call.unixNow, asWorker: asWorker) }),
            "paging": ["page": .integer(page.number), "total": .integer(page.total), "limit": .integer(page.limit)],
        ])
    }

    private static func item(_ order: StoredOrder, _ world: World, now: Int, asWorker: Bool) -> JSON {
        let isEven = order.id.isMultiple(of: 2)
        func person(_ id: Int) -> JSON {
            let user = world.user(id: id)
            return ["id": .integer(id), "username": .string(user?.username ?? ""), "is_online": user?.online == true ? 1 : 0, "profilepicture": ""]
        }
        let me = asWorker ? order.worker : order.payer
        var members: [JSON.Member] = [
            .init(key: "id", value: isEven ? .integer(order.id) : .string(String(order.id))),
            .init(key: "kwork_title", value: .string(Markup.stored(order.kwork))),
            .init(key: "display_title", value: .string(order.id.isMultiple(of: 10) ? "" : Markup.stored(order.title))),
            .init(key: "price", value: isEven ? .number(order.price) : .string(String(order.price))),
            .init(key: "has_stages", value: order.stages.isEmpty ? 0 : 1), .init(key: "status", value: .integer(order.status.rawValue)),
            .init(key: "time_added", value: isEven ? .integer(order.added) : .string(String(order.added))),
            .init(key: "deadline", value: .integer(order.deadline)), .init(key: "duration", value: .integer(max(0, order.deadline - order.added))),
            .init(key: "project", value: .null), .init(key: "in_work", value: .bool(order.hasStarted)), .init(key: "is_cancel_request", value: false),
            .init(key: "unread_tracks", value: .integer(order.tracks.count { $0.unread && $0.from != me })), .init(key: "photo", value: ""),
            .init(key: "order_note", value: .null), .init(key: "statusVirtual", value: 0), .init(key: "progress", value: .integer(order.stages.last?.progress ?? 0)),
            .init(key: "payment_type", value: 0),
            // Two keys of the real service are spelt with a Cyrillic letter.
            .init(key: "can\u{0441}el_reason", value: order.cancelReason.map { .string($0) } ?? .null),
        ]
        if asWorker {
            members += [
                .init(key: "time_can\u{0441}el", value: order.status == .cancelled ? .integer(order.deadline) : .null),
                .init(key: "time_left", value: order.status == .inWork ? .string(Self.timeLeft(order.deadline - now)) : ""),
                .init(key: "time_is_lost", value: order.deadline > 0 && order.deadline < now && order.status == .inWork ? 1 : 0),
                .init(key: "payer", value: person(order.payer)),
            ]
        } else {
            members += [
                .init(key: "missing_data", value: .bool(order.lacksData)), .init(key: "can_add_review", value: .bool(order.status == .completed)),
                .init(key: "worker", value: person(order.worker)),
            ]
        }
        return .object(members)
    }

    private static func timeLeft(_ seconds: Int) -> String {
        seconds <= 0 ? "время истекло" : seconds < 86_400 ? "\(seconds / 3600) ч." : "\(seconds / 86_400) дн. \(seconds / 3600 % 24) ч."
    }

    // MARK: One order

    /// Every second order is an object, the others a list of one.
    private static func details(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try world.orderIndex(call.parameters.integer("orderId"), for: user(world, call))
        let order = world.orders[index]
        let stages: [JSON] = order.stages.enumerated().map { number, stage in
            [
                "id": .integer(stage.id), "number": .integer(number + 1), "title": .string(Markup.stored(stage.title)), "status": .integer(stage.status),
                "price": .string(String(stage.price)), "progress": .integer(stage.progress), "currency_id": 1,
            ]
        }
        let object: JSON = [
            "details": [
                "description": .string(Markup.stored(order.description)), "files": .array(order.files.map { file($0, world) }),
                "package": .null, "attributes": [],
            ],
            "stages": .array(stages),
            "key_tracks": .array(order.tracks.filter(\.isEvent).map {
                ["id": .integer($0.id), "type_id": 3, "created_at": .integer($0.time), "title": .string(Markup.stored($0.text))]
            }),
            "attention_tracks": .array(order.tracks.filter { $0.unread }.map { ["track_id": .integer($0.id), "title": "Непрочитанное сообщение"] }),
            "volume": [], "draft": "", "draft_details": ["message": "", "files": []],
        ]
        return .success(order.id.isMultiple(of: 2) ? object : [object])
    }

    private static func header(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let me = user(world, call)
        let order = world.orders[try world.orderIndex(call.parameters.integer("orderId"), for: me)]
        func person(_ id: Int) -> JSON { ["id": .integer(id), "username": .string(world.user(id: id)?.username ?? ""), "fullname": "", "is_online": 0] }
        return .success([
            [
                "order": [
                    "id": .integer(order.id), "title": .string(Markup.stored(order.title)), "kwork_title": .string(Markup.stored(order.kwork)),
                    "status": .integer(order.status.rawValue), "created_at": .integer(order.added), "deadline_at": .integer(order.deadline),
                    "worker_id": .integer(order.worker), "payer_id": .integer(order.payer), "price": .number(order.price), "has_stages": order.stages.isEmpty ? 0 : 1,
                    "isSendForApprovalAvailable": .bool(order.worker == me && order.status == .inWork),
                    "isApproveDeliveryAvailable": .bool(order.payer == me && order.status == .onReview),
                    "isCancelOrderAvailable": .bool(order.status == .inWork), "isArbitrationAvailable": .bool(order.status == .onReview),
                    "has_files": .bool(!order.files.isEmpty),
                ],
                "kwork": ["id": 22_410_626, "title": .string(Markup.stored(order.kwork)), "user_id": .integer(order.worker), "category": 41],
                "worker": person(order.worker), "payer": person(order.payer),
            ]
        ])
    }

    private static func files(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let order = world.orders[try world.orderIndex(call.parameters.integer("id"), for: user(world, call))]
        let all = order.files + order.tracks.flatMap(\.files).filter { !order.files.contains($0) }
        return .success(.array(all.map { file($0, world) }))
    }

    private static func file(_ id: Int, _ world: World) -> JSON {
        guard let file = world.files.first(where: { $0.id == id }) else { return .null }
        return [
            "id": .integer(file.id), "entity_type": "order", "fname": .string(Markup.message(file.name)), "cloudUrl": "", "size": .integer(file.size),
            "url": .string(file.url), "miniature_url": .null, "date": .integer(Seed.newestProject), "owner": .bool(file.account == 0),
        ]
    }

    // MARK: Steps of an order

    private static func sendForApproval(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try world.orderIndex(call.parameters.integer("orderId"), for: user(world, call))
        guard world.orders[index].worker == user(world, call), world.orders[index].status == .inWork else {
            throw Refusal(text: "Сдать можно только свой заказ в работе", code: 403)
        }
        try world.checkFiles(call.parameters.integers("filesIds[]"), account: call.account)
        try checkStages(call.parameters.integers("stageIds[]"), world.orders[index])
        world.orders[index].status = .onReview
        world.orders[index].files += call.parameters.integers("filesIds[]")
        _ = world.addTrack(StoredOrder.Track(id: 0, from: 0, text: "Заказ сдан на проверку", time: call.unixNow), toOrderAt: index)
        return .json(["success": true])
    }

    private static func approve(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try payersOrder(&world, call)
        world.orders[index].status = .completed
        _ = world.addTrack(StoredOrder.Track(id: 0, from: 0, text: "Заказ принят", time: call.unixNow), toOrderAt: index)
        return .success([
            ["order_delivery_time": 4, "orders_approved": 3, "current_status": "Новичок", "current_status_icon": "", "next_status": "Знаток", "next_status_border": 5]
        ])
    }

    private static func sendForRevision(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try payersOrder(&world, call)
        try world.checkFiles(call.parameters.integers("files[]"), account: call.account)
        try checkStages(call.parameters.integers("stageIds[]"), world.orders[index])
        world.orders[index].status = .inWork
        let text = call.parameters.text("revision") ?? ""
        _ = world.addTrack(StoredOrder.Track(id: 0, from: 0, text: "Заказ возвращён на доработку", time: call.unixNow), toOrderAt: index)
        _ = world.addTrack(
            StoredOrder.Track(id: 0, from: user(world, call), text: text, time: call.unixNow, files: call.parameters.integers("files[]")), toOrderAt: index)
        return .json(["success": true])
    }

    private static func takeIntoWork(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let index = try world.orderIndex(call.parameters.integer("order_id"), for: user(world, call))
        guard world.orders[index].worker == user(world, call), !world.orders[index].hasStarted, world.orders[index].status == .inWork else {
            throw Refusal(text: "Взять этот заказ в работу нельзя", code: 403)
        }
        world.orders[index].hasStarted = true
        return .json(["success": true])
    }

    private static func payersOrder(_ world: inout World, _ call: Call) throws(Refusal) -> Int {
        let index = try world.orderIndex(call.parameters.integer("orderId"), for: user(world, call))
        guard world.orders[index].payer == user(world, call), world.orders[index].status == .onReview else {
            throw Refusal(text: "Заказ не ждёт вашей проверки", code: 403)
        }
        return index
    }

    private static func checkStages(_ ids: [Int], _ order: StoredOrder) throws(Refusal) {
        for id in ids where !order.stages.contains(where: { $0.id == id }) { throw Refusal(text: "Этап не найден", code: 404) }
    }

    static func user(_ world: World, _ call: Call) -> Int { call.account.map { world.accounts[$0].userID } ?? 0 }
}
