import KworkKit

@c public func get_order_details(_ call: Call, _ order_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.orderDetails(id: order_id)) }
}

let getOrderDetails = Tool(
    "get_order_details", get_order_details,
    """
    Один заказ: статус, цена, стороны, срок, задание целиком, файлы, этапы с ценой и готовностью, последние события, что требует внимания. \
    Номер дают list_worker_orders и list_buyer_orders. Переписку даёт list_tracks, все файлы — get_order_files.
    """,
    .kworkRead,
    .integer("order_id", "Номер заказа", in: 1...),
    title: "Заказ", output: OrderDetails.schema)
