import KworkKit

@c public func list_buyer_orders(_ call: Call, _ page: Int64, _ filter: Text) -> Status {
    call.answer { $0.present(try $0.kwork.buyerOrders(filter: String(filter), page: page)) }
}

let listBuyerOrders = Tool(
    "list_buyer_orders", list_buyer_orders,
    """
    Заказы, где вы покупатель, постранично: номер, название, статус, цена, продавец, срок. \
    filter=delivered — сданы и ждут вашей проверки: их принимает approve_order или возвращает request_revision. \
    Заказы, где вы продавец, даёт list_worker_orders.
    """,
    .kworkRead,
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    .string(
        "filter", "Какие: active — в работе, delivered — ждут проверки, completed, cancelled, missing_data — ждут данных, unpaid, all — все",
        default: "all", choices: BuyerOrders.filters),
    title: "Заказы покупателя", output: BuyerOrders.schema)
