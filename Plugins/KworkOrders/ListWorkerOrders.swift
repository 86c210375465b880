import KworkKit

@c public func list_worker_orders(_ call: Call, _ page: Int64, _ filter: Text) -> Status {
    call.answer { $0.present(try $0.kwork.sellerOrders(filter: String(filter), page: page)) }
}

let listWorkerOrders = Tool(
    "list_worker_orders", list_worker_orders,
    """
    Заказы, где вы продавец, постранично: номер, название, статус, цена, покупатель, срок, непрочитанное в чате. \
    filter=active — что сейчас в работе. Дальше: get_order_details (задание, этапы), list_tracks (чат), \
    send_order_for_approval (сдать работу). Заказы, где вы покупатель, даёт list_buyer_orders.
    """,
    .kworkRead,
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    .string(
        "filter", "Какие: active — в работе, delivered — на проверке, completed, cancelled, unpaid, awaiting_receipt — ждут чека, all — все",
        default: "all", choices: SellerOrders.filters),
    title: "Заказы продавца", output: SellerOrders.schema)
