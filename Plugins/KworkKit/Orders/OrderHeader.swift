import PluginKit

/// What a person has to know of an order before something is done with it.
struct OrderHeader: Sendable {
    var id: Int64
    var title: String?
    var status: Int64?
    var price: Double?
    var deadline: Moment?
    var seller: String?
    var buyer: String?
    var canSendForApproval: Bool?
    var canApprove: Bool?
}

extension OrderHeader {
    init(_ object: JSON.Object, id: Int64) {
        let order = object["order"]?.asObject ?? object
        self.id = id
        title = order.first("title", "kwork_title")?.words
        status = order["status"]?.whole
        price = order.first("payer_price", "price")?.amount
        deadline = order["deadline_at"]?.moment
        seller = object["worker"]?["username"]?.words
        buyer = object["payer"]?["username"]?.words
        canSendForApproval = order["isSendForApprovalAvailable"]?.flag
        canApprove = order["isApproveDeliveryAvailable"]?.flag
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
        let reply = try ask(.orderHeader, ["orderId": id])
        guard let object = try reply.object(orEnvelopeWith: ["order"]) else { throw Failure.orderNotFound(id) }
        return OrderHeader(object, id: id)
    }
}
