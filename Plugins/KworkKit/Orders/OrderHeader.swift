import PluginKit

/// What a person has to know of an order before something is done with it.
struct OrderHeader: Sendable {
    var id: Int64
    var title: String?
    var status: Int64
    var price: Double?
    var deadline: Moment?
    /// Numbers of the two sides, as far as they are said.
    var parties: [Int64]
    var seller: String?
    var buyer: String?
    var canSendForApproval: Bool?
    var canApprove: Bool?
}

extension OrderHeader {
    init(_ object: JSON.Object, id: Int64, _ reply: Reply) throws {
        let order = object["order"]?.asObject ?? object
        try reply.expect(id, in: order)
        try reply.expect(id, in: order, "order_id")
        self.id = id
        title = order.first("title", "kwork_title")?.words
        guard let status = order["status"]?.whole else { throw reply.drift("не сказано, в каком статусе заказ \(id)") }
        self.status = status
        price = try reply.amount(order, "payer_price") ?? reply.amount(order, "price")
        deadline = order["deadline_at"]?.moment
        parties = ["worker", "payer"].compactMap { object[$0]?["id"]?.identifier ?? order["\($0)_id"]?.identifier }
        seller = object["worker"]?["username"]?.words
        buyer = object["payer"]?["username"]?.words
        canSendForApproval = order["isSendForApprovalAvailable"]?.flag
        canApprove = order["isApproveDeliveryAvailable"]?.flag
    }

    /// Throws unless this order waits for its buyer's verdict. `action` is what was wanted, in words.
    func requireOnReview(_ action: String) throws {
        guard status == OrderStatus.onReview, canApprove != false else {
            throw Failure.validation("\(action) сейчас нельзя, можно только сданный вам, на проверке. \(line). Ничего не отправлено.")
        }
    }

    /// Throws unless this order is one the seller works on.
    func requireInWork() throws {
        guard status == OrderStatus.inWork, canSendForApproval != false else {
            throw Failure.validation("Сдать заказ \(id) сейчас нельзя, можно только свой, в работе. \(line). Ничего не отправлено.")
        }
    }

    /// `Заказ 7 «Сайт», 5000 ₽, покупатель @anna, статус: в работе`, with other people's words made harmless.
    var line: String {
        var line = "Заказ \(id) \(title?.quoted() ?? Show.dash), \(price.map { Show.money($0) } ?? Show.dash)"
        if let buyer { line += ", покупатель @\(buyer.plainName)" }
        if let seller { line += ", продавец @\(seller.plainName)" }
        line += ", статус: \(OrderStatus.name(status) ?? Show.dash)"
        if let deadline { line += ", срок до \(deadline.shown)" }
        return line
    }
}

extension Kwork {
    func orderHeader(id: Int64) throws -> OrderHeader {
        let reply = try Failure.explaining(missing: Failure.orderNotFound(id).message) { try ask(.orderHeader, ["orderId": id]) }
        guard let object = try reply.object(orEnvelopeWith: ["order"]) else { throw Failure.orderNotFound(id) }
        return try OrderHeader(object, id: id, reply)
    }
}
