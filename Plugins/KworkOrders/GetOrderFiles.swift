import KworkKit

@c public func get_order_files(_ call: Call, _ order_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.orderFiles(id: order_id)) }
}

let getOrderFiles = Tool(
    "get_order_files", get_order_files,
    """
    Все файлы заказа, ваши и собеседника: имя, размер, адрес, дата. Файлов нет — не ошибка. \
    Загрузить свой файл можно через upload_file.
    """,
    .kworkRead,
    .integer("order_id", "Номер заказа", in: 1...),
    title: "Файлы заказа", output: OrderFiles.schema)
