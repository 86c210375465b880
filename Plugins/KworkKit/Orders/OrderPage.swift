import PluginKit

/// One page of orders, as a seller.
public struct SellerOrders: Sendable { var page: OrderPage }
/// One page of orders, as a buyer.
public struct BuyerOrders: Sendable { var page: OrderPage }

/// What both sides' lists have in common.
struct OrderPage: Sendable {
    var side: Order.Side
    var filter: String
    var orders: [Order]
    var paging: Paging
    /// How many orders each filter would show.
    var counts: [(name: String, count: Int64)]
}

extension OrderPage {
    /// What Kwork calls the filters, in words.
    static let names = [
        "active": "активные", "cancelled": "отменённые", "delivered": "на проверке", "completed": "завершённые", "unpaid": "неоплаченные",
        "awaiting_receipt": "ждут чека", "missing_data": "ждут данных", "all": "все",
    ]

    /// The paging stands inside `response` and does not tell the number of pages. A bare list knows neither.
    init(_ reply: Reply, _ side: Order.Side, filter: String, page: Int64) throws {
        self.side = side
        self.filter = filter
        guard reply.envelope["response"] != nil || reply.envelope.has("orders") else { throw reply.drift("нет поля response") }
        let object = reply.response?.asObject ?? (reply.response == nil ? reply.envelope : nil)
        if let object, !object.has("orders"), reply.response != nil { throw reply.drift("нет списка orders") }
        let list = object.map { $0["orders"] } ?? reply.response
        if let list, !list.isNull {
            guard let items = list.asArray else { throw reply.drift("orders не список") }
            orders = try items.map { item in
                guard let object = item.asObject else { throw reply.drift("заказ не объект") }
                return try Order(object, side, reply)
            }
        } else {
            orders = []
        }
        paging = try reply.paging(page: page, count: orders.count)
        counts = (object?["filter_counts"]?.asObject?.members ?? []).compactMap { member in
            member.value.whole.map { (member.key, $0) }
        }
        if page == 1, orders.isEmpty, let counted = counts.first(where: { $0.name == filter })?.count, counted != 0 {
            throw reply.drift("список пуст, хотя под фильтром \(filter) заказов \(counted)")
        }
    }

    var text: String {
        let name = OrderPage.names[filter] ?? filter
        let whose = side == .seller ? "Заказы, где вы продавец" : "Заказы, где вы покупатель"
        let known = counts.map { "\(OrderPage.names[$0.name] ?? $0.name) \($0.count)" }.joined(separator: ", ")
        let totals = known.isEmpty ? [] : ["Всего по фильтрам: \(known)."]
        guard !orders.isEmpty else {
            let none = paging.isBeyond ? "на странице \(paging.page) заказов нет. \(paging.line)" : "заказов нет."
            return (["\(whose) (\(name)): \(none)"] + totals).joined(separator: "\n")
        }
        let head = "\(whose) (\(name)), на этой странице: " + Show.count(Int64(orders.count), "заказ", "заказа", "заказов")
        let rows = orders.enumerated().flatMap { $0.element.lines($0.offset + 1, side) }
        return ([head] + rows + totals + [paging.line + " Подробно: get_order_details, чат: list_tracks.", Show.untrusted]).joined(separator: "\n")
    }

    static func shape(_ side: Order.Side) -> Shape<OrderPage> {
        Shape(
            .integer("count", "Заказов на этой странице") { Int64($0.orders.count) },
            .string("filter", "Какие заказы") { $0.filter },
            .list("orders", "Заказы в том порядке, в каком их дал Kwork", Order.shape(side)) { $0.orders },
            .object("paging", Paging.shape) { $0.paging },
            .counters("filter_counts", "Сколько заказов под каждым фильтром") { $0.counts.map { ($0.name, .integer($0.count)) } })
    }
}

extension SellerOrders: Presentable {
    /// The values of the API's `filter`.
    public static let filters = ["active", "cancelled", "delivered", "completed", "unpaid", "awaiting_receipt", "all"]

    public var text: String { page.text }
    public static let shape = Shape<SellerOrders>(OrderPage.shape(.seller)) { $0.page }
}

extension BuyerOrders: Presentable {
    public static let filters = ["active", "cancelled", "delivered", "completed", "missing_data", "unpaid", "all"]

    public var text: String { page.text }
    public static let shape = Shape<BuyerOrders>(OrderPage.shape(.buyer)) { $0.page }
}

extension Kwork {
    public func sellerOrders(filter: String, page: Int64) throws -> SellerOrders {
        SellerOrders(page: try OrderPage(ask(.workerOrders, ["filter": filter, "page": page]), .seller, filter: filter, page: page))
    }

    public func buyerOrders(filter: String, page: Int64) throws -> BuyerOrders {
        BuyerOrders(page: try OrderPage(ask(.payerOrders, ["filter": filter, "page": page]), .buyer, filter: filter, page: page))
    }
}
