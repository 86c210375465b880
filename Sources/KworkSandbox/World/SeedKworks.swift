extension Seed {
    static let kworks: [StoredKwork] = active + others + foreign

    /// More than one page of ten.
    private static let active: [StoredKwork] = [
        ("Телеграм-бот для магазина «под ключ»", 8_000, 41, 64), ("Парсер сайта в таблицу", 3_500, 41, 51),
        ("Бот записи на приём", 6_000, 41, 33), ("Интеграция 1С & CRM", 12_000, 41, 18), ("Чат-бот ВКонтакте", 5_000, 41, 22),
        ("Скрипт для Google Sheets", 2_500, 41, 29), ("Верстка письма", 1_500, 79, 9), ("Адаптивная верстка страницы", 4_000, 79, 7),
        ("Mini app для Telegram", 18_000, 41, 5), ("Мониторинг цен конкурентов", 7_500, 41, 3), ("Приложение-визитка для iOS", 22_000, 39, 1),
        ("Бот-напоминалка \"Не забудь\"", 3_000, 41, 0),
    ].enumerated().map { index, row in
        StoredKwork(
            id: 22_410_900 - index * 137, owner: demoUser, status: .active, category: row.2, title: row.0,
            description: "\(row.0). Делаю по ТЗ & с гарантией 30 дней.\n\nВ цену входит: разработка, «обкатка», инструкция.", price: row.1,
            days: 3 + index % 5, orders: row.3, views: row.3 * 41 + 17)
    }

    private static let others: [StoredKwork] = [
        StoredKwork(
            id: 22_500_011, owner: demoUser, status: .moderation, category: 41, title: "ИИ-бот с базой знаний", description: "Бот отвечает по вашим документам.",
            price: 15_000, days: 7),
        StoredKwork(
            id: 22_480_204, owner: demoUser, status: .needsFixes, category: 41, title: "Парсер карт", description: "Соберу адреса и телефоны.", price: 4_000,
            days: 3, edits: ["description", "title"]),
        StoredKwork(
            id: 22_310_555, owner: demoUser, status: .stopped, category: 39, title: "Доработка приложения Android", description: "Исправлю ошибки.",
            price: 5_500, days: 4, orders: 12, views: 690),
        StoredKwork(
            id: 22_300_108, owner: demoUser, status: .paused, category: 41, title: "Бот для опросов", description: "Опросы с выгрузкой.", price: 4_500, days: 3,
            orders: 8, views: 410),
        StoredKwork(
            id: 22_300_209, owner: demoUser, status: .paused, category: 41, title: "Рассыльщик новостей", description: "Рассылка по подписчикам.", price: 3_800,
            days: 2, orders: 2, views: 120, isChanged: true),
        StoredKwork(
            id: 22_190_777, owner: demoUser, status: .draft, category: 79, title: "Верстка лендинга", description: "", price: 3_000, days: 3),
    ]

    private static let foreign: [StoredKwork] = (0..<7).map { index in
        StoredKwork(
            id: 22_700_300 + index * 91, owner: index.isMultiple(of: 2) ? 771_902 : 1_530_678, status: .active, category: 41,
            title: "Чат-бот «\(["Старт", "Бизнес", "Про", "Люкс", "Мини", "Макси", "Турбо"][index])»", description: "Бот под вашу задачу.",
            price: 2_000 + index * 900, days: 2 + index, orders: index * 3, views: 200 + index)
    }
}
