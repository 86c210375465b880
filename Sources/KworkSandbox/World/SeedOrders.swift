extension Seed {
    /// The own orders as a seller, more than one page of them, and a few as a buyer.
    static let orders: [StoredOrder] = current + past + bought

    private static let hour = 3600
    private static let day = 86_400

    private static let current: [StoredOrder] = [
        StoredOrder(
            id: 5_204_777, worker: demoUser, payer: 640_031, title: "Бот записи для магазина «Уют»", kwork: "Бот записи на приём", status: .inWork, price: 6_000,
            added: newestProject - 3 * day, deadline: newestProject + 9 * hour,
            description: "Бот записи с напоминанием за час.\n\nТон — \"на вы\", логотип & цвета по брендбуку.",
            stages: [
                StoredOrder.Stage(id: 88_101, title: "Прототип & сценарий", status: 3, price: 2_000, progress: 100),
                StoredOrder.Stage(id: 88_102, title: "Сборка", status: 2, price: 4_000, progress: 60),
            ],
            files: [55_104, 55_107],
            tracks: [
                StoredOrder.Track(id: 910_005, from: 0, text: "Заказ создан", time: newestProject - 3 * day),
                StoredOrder.Track(id: 910_010, from: 640_031, text: "Добрый день! Брендбук во вложении & ждём «прототип».", time: newestProject - 3 * day + 600, files: [55_104]),
                StoredOrder.Track(id: 910_015, from: demoUser, text: "Принято, прототип завтра к 12:00.", time: newestProject - 3 * day + 1200),
                StoredOrder.Track(id: 910_020, from: 0, text: "Этап «Прототип» принят", time: newestProject - day),
                StoredOrder.Track(id: 910_025, from: 640_031, text: "А \"напоминания\" успеете сегодня?", time: newestProject - 2 * hour, unread: true),
            ]),
        StoredOrder(
            id: 5_204_802, worker: demoUser, payer: 1_402_290, title: "Парсер цен, доработка", kwork: "Парсер сайта в таблицу", status: .inWork, price: 3_500.5,
            added: newestProject - 6 * day, deadline: newestProject - 2 * hour, description: "Добавить шестой сайт.",
            tracks: [
                StoredOrder.Track(id: 910_105, from: 0, text: "Заказ создан", time: newestProject - 6 * day),
                StoredOrder.Track(id: 910_110, from: 0, text: "Заказ возвращён на доработку", time: newestProject - 3 * hour),
                StoredOrder.Track(id: 910_115, from: 1_402_290, text: "Не собирает скидки, поправьте, пожалуйста.", time: newestProject - 3 * hour + 60, unread: true),
            ]),
        StoredOrder(
            id: 5_204_690, worker: demoUser, payer: 934_086, title: "Бот для фитнес-клуба", kwork: "Телеграм-бот для магазина «под ключ»", status: .onReview, price: 8_000,
            added: newestProject - 9 * day, deadline: newestProject + day, description: "Расписание и запись.", files: [55_110],
            tracks: [StoredOrder.Track(id: 910_205, from: 0, text: "Заказ сдан на проверку", time: newestProject - 5 * hour)]),
        StoredOrder(
            id: 5_204_511, worker: demoUser, payer: 955_310, title: "Бот СТО", kwork: "Бот записи на приём", status: .unpaid, price: 6_000, added: newestProject - day,
            deadline: 0, description: "", hasStarted: false, lacksData: true),
        StoredOrder(
            id: 5_204_430, worker: demoUser, payer: 1_101_733, title: "Чат-бот", kwork: "Чат-бот ВКонтакте", status: .arbitration, price: 5_000,
            added: newestProject - 20 * day, deadline: newestProject - 12 * day, description: "Бот группы."),
    ]

    private static let past: [StoredOrder] = (0..<20).map { index in
        let isCancelled = index % 7 == 3
        return StoredOrder(
            id: 5_190_300 - index * 211, worker: demoUser, payer: [640_031, 1_118_845, 977_121, 1_077_502][index % 4], title: "Заказ № \(20 - index) & поддержка",
            kwork: "Скрипт для Google Sheets", status: isCancelled ? .cancelled : .completed, price: Double(2_500 + index * 150),
            added: newestProject - (30 + index * 9) * day, deadline: newestProject - (25 + index * 9) * day, description: "По договорённости.",
            cancelReason: isCancelled ? "Покупатель передумал" : nil)
    }

    private static let bought: [StoredOrder] = [
        StoredOrder(
            id: 5_203_900, worker: 318_250, payer: demoUser, title: "Логотип для бота «Денис»", kwork: "Логотип с нуля", status: .onReview, price: 4_500,
            added: newestProject - 5 * day, deadline: newestProject + 2 * day, description: "Минимализм, синий & белый.", files: [55_104],
            tracks: [
                StoredOrder.Track(id: 910_305, from: 0, text: "Заказ сдан на проверку", time: newestProject - 4 * hour),
                StoredOrder.Track(id: 910_310, from: 318_250, text: "Готово! Три варианта «в векторе».", time: newestProject - 4 * hour + 30, files: [55_104], unread: true),
            ]),
        StoredOrder(
            id: 5_203_555, worker: 905_113, payer: demoUser, title: "Текст для лендинга", kwork: "Тексты для сайтов", status: .inWork, price: 1_800,
            added: newestProject - 2 * day, deadline: newestProject + 3 * day, description: "2000 знаков.", lacksData: true),
        StoredOrder(
            id: 5_199_020, worker: 318_250, payer: demoUser, title: "Баннер", kwork: "Баннеры", status: .completed, price: 1_200, added: newestProject - 60 * day,
            deadline: newestProject - 57 * day, description: "Баннер для сайта."),
    ]
}
