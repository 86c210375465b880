/// The starting contents of the service: made up, but of the usual kind. Times are fixed, so every run is the same.
enum Seed {
    /// 2026-10-05 09:00 UTC.
    static let newestProject = 1_791_190_800
    static let demoUser = 1_204_417

    static func account(login: String, password: String) -> Account {
        Account(
            login: login, password: password, userID: demoUser, favouriteCategories: [41, 39, 79], activeConnects: 27,
            allConnects: 30, freeAmount: 18_450.75, holdAmount: 6_000, workerStatus: "free")
    }

    /// A second login, for tests of who the account is.
    static let secondAccount = Account(
        login: "second", password: "second", userID: 771_902, favouriteCategories: [41], activeConnects: 9, allConnects: 30,
        freeAmount: 2_300, holdAmount: 0, workerStatus: "busy")

    static let users: [User] = [
        User(
            id: demoUser, username: "demo", fullname: "Денис Морозов", profession: "Разработчик ботов и парсеров",
            level: "Профессионал", description: "Пишу ботов, парсеры и интеграции на Python и Swift.\nРаботаю по ТЗ, даю гарантию 30 дней.",
            location: "Россия, Казань", rating: "4.9", goodReviews: 187, badReviews: 2, online: true, registered: 1_521_450_000,
            completedOrders: 241, isWorker: true),
        User(
            id: 318_250, username: "elena_design", fullname: "Елена Соколова", profession: "Графический дизайнер",
            level: "Профессионал", description: "Логотипы & фирменный стиль. Студия «Линия», 12 лет опыта.", location: "Россия, Санкт-Петербург",
            rating: "5.0", goodReviews: 412, badReviews: 1, online: false, registered: 1_462_000_000, completedOrders: 530, isWorker: true),
        User(
            id: 905_113, username: "text_master", fullname: "Ольга Ким", profession: "Копирайтер, редактор",
            level: "Продвинутый", description: "Тексты для сайтов и блогов. Пишу \"по-человечески\", без воды.", location: "Казахстан, Алматы",
            rating: "4.7", goodReviews: 96, badReviews: 4, online: true, registered: 1_580_000_000, completedOrders: 118, isWorker: true),
        User(
            id: 1_530_678, username: "ivan_dev", fullname: "Иван Петров", profession: "Веб-разработчик", level: "Новичок",
            description: "", location: "Беларусь, Минск", rating: "0.0", goodReviews: 0, badReviews: 0, online: true,
            registered: 1_788_000_000, completedOrders: 0, isWorker: true),
        User(
            id: 771_902, username: "petrov_bots", fullname: "Сергей Петров", profession: "Разработчик чат-ботов", level: "Продвинутый",
            description: "Боты для Telegram и VK.", location: "Россия, Пермь", rating: "4.6", goodReviews: 58, badReviews: 3, online: false,
            registered: 1_610_000_000, completedOrders: 71, isWorker: true),
        User(
            id: 640_031, username: "sovetnik_shop", fullname: "Марина Власова", profession: "", level: "", description: "Интернет-магазин товаров для дома.",
            location: "Россия, Москва", rating: "4.9", goodReviews: 33, badReviews: 0, online: true, registered: 1_555_000_000,
            completedOrders: 39, isWorker: false),
        User(
            id: 1_118_845, username: "alfa_stroy", fullname: "ООО «Альфа-Строй»", profession: "", level: "", description: "Строительство загородных домов.",
            location: "Россия, Екатеринбург", rating: "4.2", goodReviews: 11, badReviews: 2, online: false, registered: 1_640_000_000,
            completedOrders: 15, isWorker: false),
        User(
            id: 1_402_290, username: "kate_market", fullname: "Екатерина", profession: "", level: "", description: "", location: "Россия, Сочи",
            rating: "5.0", goodReviews: 4, badReviews: 0, online: false, registered: 1_720_000_000, completedOrders: 5, isWorker: false),
        User(
            id: 1_499_004, username: "startup_lab", fullname: "Артём Лебедев", profession: "", level: "", description: "Запускаем продукты.",
            location: "Россия, Новосибирск", rating: "0.0", goodReviews: 0, badReviews: 0, online: true, registered: 1_770_000_000,
            completedOrders: 0, isWorker: false),
    ]
}
