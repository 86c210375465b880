import KworkKit

@c public func start_kwork(_ call: Call, _ kwork_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.startKwork(id: kwork_id)) }
}

@c public func preview_start_kwork(_ call: Call, _ kwork_id: Int64) -> Status {
    call.preview { try $0.kwork.previewSwitch(id: kwork_id, start: true) }
}

let startKwork = Tool(
    "start_kwork", start_kwork,
    """
    Запускает свой кворк, стоящий на паузе или остановленный: его снова можно заказать. Денег не стоит. \
    Kwork может сначала отправить кворк на модерацию, тогда ответ об этом скажет. Номер и статус даёт list_my_kworks, \
    обратное действие — pause_kwork.
    """,
    .kworkSet,
    .integer("kwork_id", "Номер своего кворка", in: 1...),
    title: "Запустить кворк", output: KworkSwitch.schema, preview: preview_start_kwork)
