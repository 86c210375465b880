import KworkKit

@c public func request_revision(
    _ call: Call, _ order_id: Int64, _ text: Text, _ file_ids: mcp_integers, _ stage_ids: mcp_integers
) -> Status {
    call.answer {
        let revision = try Revision(
            orderID: order_id, text: String(text), fileIDs: file_ids.array, stageIDs: stage_ids.array)
        $0.present(try $0.kwork.sendForRevision(revision))
    }
}

@c public func preview_request_revision(
    _ call: Call, _ order_id: Int64, _ text: Text, _ file_ids: mcp_integers, _ stage_ids: mcp_integers
) -> Status {
    call.preview {
        try $0.kwork.preview(
            Revision(orderID: order_id, text: String(text), fileIDs: file_ids.array, stageIDs: stage_ids.array))
    }
}

let requestRevision = Tool(
    "request_revision", request_revision,
    """
    Возвращает сданный вам заказ продавцу на доработку с вашим текстом; он уходит ровно как дан. Денег не стоит, срок пойдёт снова. \
    Сначала посмотрите работу (get_order_files, list_tracks). Всё устраивает — approve_order. \
    Если исход неизвестен, посмотрите статус в get_order_details.
    """,
    .kworkWrite,
    .integer("order_id", "Номер заказа, где вы покупатель", in: 1...),
    .string("text", "Что доработать", minLength: 1, maxLength: Revision.lengths.upperBound, pattern: #"\S"#),
    .integers("file_ids", "Номера загруженных файлов", in: 1..., maxItems: 100, optional: true),
    .integers("stage_ids", "Номера этапов; их даёт get_order_details", in: 1..., maxItems: 100, optional: true),
    title: "На доработку", output: OrderStep.schema, preview: preview_request_revision)
