import KworkKit

@c public func pause_kwork(_ call: Call, _ kwork_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.pauseKwork(id: kwork_id)) }
}

@c public func preview_pause_kwork(_ call: Call, _ kwork_id: Int64) -> Status {
    call.preview { try $0.kwork.previewSwitch(id: kwork_id, start: false) }
}

let pauseKwork = Tool(
    "pause_kwork", pause_kwork,
    """
    Ставит свой кворк на паузу: новых заказов по нему не будет, текущие остаются. Денег не стоит, но место в поиске теряется. \
    Номер даёт list_my_kworks, вернуть в продажу — start_kwork.
    """,
    .kworkRemove,
    .integer("kwork_id", "Номер своего кворка", in: 1...),
    title: "Кворк на паузу", output: KworkSwitch.schema, preview: preview_pause_kwork)
