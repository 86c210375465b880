/// What the service tells by itself, and the counters of its badges.
enum NotificationsDomain {
    static let routes: [Route] = [
        .api("notifications", token: .required, handler: notifications),
        .api("getBadgesInfo", token: .required, [.form("uad", .text)], handler: badges),
    ]

    /// Nothing to report is a success without a response.
    private static func notifications(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard world.settings.notifications, call.account == 0 else { return .json(["success": true]) }
        return .success([
            [
                "name": "Заказы", "description": "Покупатель ждёт сдачи заказа &laquo;Бот записи&raquo;", "is_red": true, "priority": 1, "entity_type": "order",
                "notifications": [
                    ["id": 900_411, "added": .integer(Seed.newestProject - 1800), "entity_id": 5_204_777, "link": "/track?id=5204777"],
                    ["id": 900_402, "added": .string(String(Seed.newestProject - 7200)), "entity_id": "5204802", "link": "/track?id=5204802"],
                ],
            ],
            [
                "name": "Кворки", "description": "Кворк &quot;Парсер карт&quot; требует исправления", "is_red": 0, "priority": 3, "entity_type": "kwork",
                "notifications": [["id": 900_377, "added": .integer(Seed.newestProject - 90_000), "entity_id": 22_480_204, "link": "/edit?id=22480204"]],
            ],
        ])
    }

    private static func badges(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let user = call.account.map { world.accounts[$0].userID } ?? 0
        let unread = world.unread(of: user)
        let shown = world.settings.notifications && call.account == 0 ? 3 : 0
        return .success([
            "dialogs_unread_count": .integer(unread.count), "unread_messages_count": .string(String(unread.values.reduce(0, +))),
            "notifications_unread_count": .integer(shown), "important_notifications_count": .bool(shown > 0), "warning_dialogs_count": 0,
            "notifications_not_delivered": false, "important_dialog_count": 0,
        ])
    }
}
