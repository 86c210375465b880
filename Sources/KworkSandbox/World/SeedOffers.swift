extension Seed {
    /// The own offers: more than one page of ten, three of them still in the running.
    static let offers: [Offer] = running + past

    private static let running: [Offer] = [
        Offer(
            id: 8_120_455, account: 0, project: 3_010_033, title: "Mini app с календарём и напоминаниями",
            text: "Здравствуйте! Сделаю mini app для записи: календарь окон, подтверждение, напоминание за час.\n\nПохожее приложение «Запись+» работает у двух клиник, покажу по запросу. Срок 12 дней, правки две недели бесплатно.",
            price: 28_000, days: 12, created: newestProject - 20 * 3600, read: true),
        Offer(
            id: 8_119_902, account: 0, project: 3_010_029, title: "Магазин на готовом движке: оплата и СДЭК",
            text: "Добрый день! Соберу магазин на 300 товаров, подключу оплату картой и расчёт доставки СДЭК, обучу вашего менеджера. Начну с тестовой витрины, её увидите через три дня.",
            price: 45_000, days: 20, created: newestProject - 30 * 3600),
        Offer(
            id: 8_117_340, account: 0, project: 3_010_008, title: "Ускорю сайт до 80+ баллов",
            text: "Здравствуйте. Посмотрел сайт: тяжёлые картинки & шрифты, три лишних счётчика. Сожму, отложу, уберу; отчёт \"до и после\" приложу. Если 80 баллов не будет, верну деньги.",
            price: 8_500, days: 4, created: newestProject - 55 * 3600, read: true, hidesProject: true),
    ]

    private static let past: [Offer] = [
        ("Бот для опросов с выгрузкой в таблицу", 3_009_511, 6_000), ("Бот-напоминалка для школы", 3_008_902, 7_000),
        ("Парсер объявлений о технике", 3_008_871, 9_500), ("Скрипт сверки остатков", 3_008_760, 4_000),
        ("Интеграция телефонии с CRM", 3_008_655, 14_000), ("Бот записи на шиномонтаж", 3_008_541, 8_000),
        ("Выгрузка заказов в 1С", 3_008_420, 12_500), ("Чат-бот для кафе", 3_008_333, 10_000),
        ("Парсер тендеров", 3_008_214, 16_000), ("Автоответы на отзывы", 3_008_107, 5_500),
    ].enumerated().map { index, row in
        Offer(
            id: 8_110_000 - index * 613, account: 0, project: row.1, title: row.0,
            text: "Здравствуйте! Задача понятна, делал похожее. \(row.0): покажу первую версию через два дня, затем доведу до рабочей вместе с вами. Исходники и инструкция остаются у вас.",
            price: row.2, days: 5 + index, created: newestProject - (15 + index * 6) * 86_400, active: false, read: true,
            order: index == 2 ? 5_204_118 : nil)
    }

    /// Closed projects behind the past offers.
    static let pastProjects: [Project] = past.dropFirst().enumerated().map { index, offer in
        Project(
            id: offer.project, category: 41, buyer: index.isMultiple(of: 2) ? 640_031 : 1_118_845, title: offer.title,
            description: "Проект закрыт: исполнитель выбран.", price: offer.price, limit: nil, offers: 20 + index, hiredPercent: 70,
            ageInHours: (16 + index * 6) * 24, open: false)
    }
}
