extension Seed {
    /// People the first account has talked to, beside the buyers of the exchange.
    static let correspondents: [User] = [
        ("anna_school", "Анна Ремизова", 812_447), ("fitline_club", "Фитнес-клуб FitLine", 934_086), ("kirill_auto", "Кирилл Дронов", 955_310),
        ("optika_plus", "Оптика Плюс", 977_121), ("vera_foto", "Вера Лис", 1_003_958), ("bistro_msk", "Бистро на Мясницкой", 1_040_665),
        ("delivery_kzn", "Доставка Казань", 1_077_502), ("old_client", "Игорь", 1_090_214), ("silent_buyer", "Максим", 1_101_733),
        ("Support", "Служба поддержки", 5_112),
    ].map { username, name, id in
        User(
            id: id, username: username, fullname: name, profession: "", level: "", description: "", location: "Россия", rating: "0.0",
            goodReviews: 2, badReviews: 0, online: false, registered: 1_690_000_000, completedOrders: 2, isWorker: false)
    }

    static let dialogTraits: [DialogTraits] = [
        DialogTraits(owner: demoUser, peer: 640_031, starred: true, important: true),
        DialogTraits(owner: demoUser, peer: 1_402_290, draft: "Екатерина, отчёт пришлю к \"обеду\""),
        DialogTraits(owner: demoUser, peer: 1_003_958, archived: true),
        DialogTraits(owner: demoUser, peer: 1_090_214, archived: true, disallowReason: 2),
        DialogTraits(owner: demoUser, peer: 1_101_733, blockedByPeer: true),
        DialogTraits(owner: demoUser, peer: 5_112, disallowReason: 1),
    ]

    static let files: [StoredFile] = [
        StoredFile(id: 55_104, name: "ТЗ бот «Уют» v2.docx", size: 48_213), StoredFile(id: 55_107, name: "catalog.xml", size: 1_204_566),
        StoredFile(id: 55_110, name: "parser_report.xlsx", size: 90_112, account: 0),
    ]

    /// Numbered from the oldest to the newest; the last ones are this morning's.
    static let messages: [Message] = {
        var all = (longDialog + shortDialogs + morning).sorted { $0.time < $1.time }
        for index in all.indices {
            all[index].id = 70_310_000 + index * 11
            guard all[index].quote != nil else { continue }
            // The seed only marks that a message answers the one before it in its dialog.
            all[index].quote = all[..<index].last { $0.isBetween(all[index].from, all[index].to) }?.id
        }
        return all
    }()

    private static func said(_ from: Int, _ to: Int, _ text: String, minutesAgo: Int) -> Message {
        Message(id: 0, from: from, to: to, text: text, time: newestProject - minutesAgo * 60)
    }

    /// 120 messages with one buyer: pages of 20, 50 and 50.
    private static let longDialog: [Message] = (0..<120).map { index in
        let lines = [
            "Здравствуйте! Парсер снова не собрал цены с третьего сайта.", "Добрый день. Смотрю, там сменили вёрстку.", "Когда почините?",
            "Сегодня к вечеру. Пришлю отчёт.", "В отчёте колонка \"Цена\" пустая, так и надо?", "Нет, это <b> в разметке & лишний пробел. Исправил.",
            "Теперь хорошо, спасибо!", "Рад помочь. Если что — пишите.", "А можно добавить шестой сайт?\n\nЦены там за упаковку.",
            "Можно, +1500 ₽ и день работы.",
        ]
        let mine = !index.isMultiple(of: 2)
        var message = said(
            mine ? demoUser : 1_118_845, mine ? 1_118_845 : demoUser, "\(index + 1). \(lines[index % lines.count])",
            minutesAgo: 60 * 24 * 3 + (120 - index) * 95)
        if index == 63 { message.files = [55_110] }
        if index == 64 { message.quote = 1 }
        if index == 45 { message.updated = message.time + 300 }
        return message
    }

    private static let shortDialogs: [Message] = [
        said(1_090_214, demoUser, "Спасибо, всё работает.", minutesAgo: 90_000), said(1_101_733, demoUser, "Дорого.", minutesAgo: 80_000),
        said(1_003_958, demoUser, "Сколько стоит бот для записи на съёмку?", minutesAgo: 70_000),
        said(demoUser, 1_003_958, "От 8000 ₽, смотря какая оплата.", minutesAgo: 69_990), said(demoUser, 1_077_502, "Добрый день! Бот доставки обновил.", minutesAgo: 60_000),
        said(1_040_665, demoUser, "Меню поменялось, как обновить?", minutesAgo: 50_000), said(demoUser, 1_040_665, "Команда /menu, дальше пришлите файл.", minutesAgo: 49_950),
        said(977_121, demoUser, "Ждём счёт.", minutesAgo: 40_000), said(demoUser, 977_121, "Отправил.", minutesAgo: 39_000),
        said(955_310, demoUser, "Бот не отвечает ночью, это нормально?", minutesAgo: 30_000), said(demoUser, 955_310, "Нет, сейчас проверю логи.", minutesAgo: 29_900),
        typed(said(5_112, demoUser, "Ваше обращение №20418 закрыто.", minutesAgo: 20_000), "support"),
        said(934_086, demoUser, "Тренеры довольны, спасибо", minutesAgo: 15_000),
        typed(said(demoUser, 934_086, "Спасибо за сообщение! Отвечу в рабочее время.", minutesAgo: 14_999), "auto"),
        asked(said(812_447, demoUser, "Нужен бот-напоминалка для родителей.", minutesAgo: 9_000), budget: 7_000, days: 5),
        proposed(said(demoUser, 812_447, "Предложение: бот-напоминалка, 5 дней.", minutesAgo: 8_900), budget: 7_000, days: 5),
        said(1_402_290, demoUser, "Выгрузку отзывов посмотрела, супер!", minutesAgo: 3_000),
        said(demoUser, 1_402_290, "Отлично! Завтра добавлю сводку.", minutesAgo: 2_990),
    ]

    /// Two dialogs with three unread messages.
    private static let morning: [Message] = [
        said(demoUser, 640_031, "Марина, здравствуйте! Бот для опросов сдан, инструкция во вложении.", minutesAgo: 2_000),
        said(640_031, demoUser, "Спасибо! Появилась новая задача: бот для приёма заказов.", minutesAgo: 1_990),
        unread(said(1_499_004, demoUser, "Денис, видели проект \"ИИ-бот для поддержки\"? Хотел бы, чтобы взялись вы.", minutesAgo: 75)),
        unread(said(640_031, demoUser, "Доброе утро! Выложила проект «Телеграм-бот для магазина \"Уют\"», посмотрите, пожалуйста.", minutesAgo: 48)),
        unread(attached(said(640_031, demoUser, "ТЗ и выгрузка каталога — во вложении.\n\nГлавный вопрос: успеете за 2 недели & сколько будет стоить?", minutesAgo: 46))),
    ]

    private static func typed(_ message: Message, _ type: String) -> Message {
        var message = message
        message.type = type
        return message
    }

    private static func asked(_ message: Message, budget: Int, days: Int) -> Message {
        var message = typed(message, "custom_request")
        message.request = Message.Terms(budget: budget, days: days, title: "Бот-напоминалка", status: "active")
        return message
    }

    private static func proposed(_ message: Message, budget: Int, days: Int) -> Message {
        var message = typed(message, "offer_kwork_new")
        message.proposal = Message.Terms(budget: budget, days: days, title: "Бот-напоминалка", status: "active")
        return message
    }

    private static func unread(_ message: Message) -> Message {
        var message = message
        message.unread = true
        return message
    }

    private static func attached(_ message: Message) -> Message {
        var message = message
        message.files = [55_104, 55_107]
        message.quote = 1
        return message
    }
}
