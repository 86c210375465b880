import KworkKit

@c public func approve_order(_ call: Call, _ order_id: Int64, _ add_to_portfolio: Bool) -> Status {
    call.answer { $0.present(try $0.kwork.approveOrder(id: order_id, addToPortfolio: add_to_portfolio)) }
}

@c public func preview_approve_order(_ call: Call, _ order_id: Int64, _ add_to_portfolio: Bool) -> Status {
    call.preview { try $0.kwork.previewApproval(id: order_id, addToPortfolio: add_to_portfolio) }
}

let approveOrder = Tool(
    "approve_order", approve_order,
    """
    Принимает сданный вам заказ: деньги уходят продавцу, отменить это нельзя. Вызывайте только по прямой просьбе человека, \
    который посмотрел работу (get_order_files, list_tracks). Не устраивает — request_revision. \
    Что ждёт проверки, показывает list_buyer_orders с filter=delivered; если исход неизвестен, статус даёт get_order_details.
    """,
    [.write, .destructive, .openWorld],
    .integer("order_id", "Номер заказа, где вы покупатель", in: 1...),
    .bool("add_to_portfolio", "Разрешить продавцу показать работу в портфолио", default: false),
    title: "Принять заказ", output: OrderStep.schema, preview: preview_approve_order)
