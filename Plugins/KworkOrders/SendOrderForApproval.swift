import KworkKit

@c public func send_order_for_approval(
    _ call: Call, _ order_id: Int64, _ metrics: mcp_integers, _ stage_ids: mcp_integers, _ file_ids: mcp_integers
) -> Status {
    call.answer {
        let delivery = Delivery(orderID: order_id, metrics: metrics.array, stageIDs: stage_ids.array, fileIDs: file_ids.array)
        $0.present(try $0.kwork.sendForApproval(delivery))
    }
}

@c public func preview_send_order_for_approval(
    _ call: Call, _ order_id: Int64, _ metrics: mcp_integers, _ stage_ids: mcp_integers, _ file_ids: mcp_integers
) -> Status {
    call.preview {
        try $0.kwork.preview(
            Delivery(orderID: order_id, metrics: metrics.array, stageIDs: stage_ids.array, fileIDs: file_ids.array))
    }
}

let sendOrderForApproval = Tool(
    "send_order_for_approval", send_order_for_approval,
    """
    Сдаёт свой заказ покупателю на проверку; возможно, пока заказ в работе. Комментария у этого действия нет: что сказать покупателю, \
    напишите через send_track_message. Файлы сначала загружает upload_file. Прежде проверьте задание и этапы через get_order_details. \
    Если исход неизвестен, посмотрите статус в get_order_details.
    """,
    .kworkWrite,
    .integer("order_id", "Номер заказа", in: 1...),
    .integers("metrics", "Номера метрик, если Kwork их требует", in: 1..., maxItems: 100, optional: true),
    .integers("stage_ids", "Номера сдаваемых этапов; их даёт get_order_details", in: 1..., maxItems: 100, optional: true),
    .integers("file_ids", "Номера загруженных файлов", in: 1..., maxItems: 100, optional: true),
    title: "Сдать заказ", output: OrderStep.schema, preview: preview_send_order_for_approval)
