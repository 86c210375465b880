import KworkKit

@c public func list_notifications(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.notifications()) }
}

let listNotifications = Tool(
    "list_notifications", list_notifications,
    """
    Уведомления Kwork по группам: что произошло, когда, с каким заказом, проектом или кворком, важное ли. \
    Нет новых — не ошибка. Сводку всего нового сразу (проекты, диалоги, заказы) даёт whats_new, подробности — \
    get_order_details, get_project, get_dialog.
    """,
    .kworkRead, title: "Уведомления", output: NotificationList.schema)
