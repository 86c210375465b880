extension Seed {
    /// 26 open projects (three pages of twelve) and a closed one. The favourite categories hold 13 (two pages).
    static let projects: [Project] = scripts + mobileAndMarkup + sites + designAndTexts

    private static let scripts: [Project] = [
        Project(
            id: 3_010_126, category: 41, buyer: 640_031, title: "Телеграм-бот для магазина «Уют»",
            description: "Нужен бот для приёма заказов: каталог, корзина, оплата.\n\nКаталог выгружается из 1С в формате XML раз в час.\nВ отклике напишите, какие боты уже делали & сколько времени нужно.",
            price: 15_000, limit: 45_000, offers: 12, hiredPercent: 78, ageInHours: 0),
        Project(
            id: 3_010_118, category: 41, buyer: 1_118_845, title: "Парсер цен конкурентов",
            description: "Собирать цены с 5 сайтов каждый день, складывать в Google Таблицу. Объём около 8000 товаров.", price: 8_000,
            limit: 24_000, offers: 31, hiredPercent: 45, ageInHours: 2),
        Project(
            id: 3_010_101, category: 41, buyer: 1_499_004, title: "ИИ-бот для поддержки клиентов",
            description: "Бот отвечает на вопросы по базе знаний (PDF, около 200 страниц). Если ответа нет — зовёт человека.", price: 30_000,
            limit: 90_000, offers: 4, hiredPercent: 0, ageInHours: 5),
        Project(
            id: 3_010_087, category: 41, buyer: 1_402_290, title: "Скрипт выгрузки отзывов с маркетплейса",
            description: "Раз в сутки выгружать новые отзывы и присылать в чат. Оценка <3 — сразу, остальные сводкой.", price: 5_000, limit: nil,
            offers: 18, hiredPercent: 100, ageInHours: 8),
        Project(
            id: 3_010_060, category: 41, buyer: 640_031, title: "Автопостинг в VK и Telegram",
            description: "Посты готовим в таблице, скрипт публикует их по расписанию с картинками.", price: 4_000, limit: 12_000, offers: 25,
            hiredPercent: 78, ageInHours: 15),
        Project(
            id: 3_010_052, category: 41, buyer: 1_118_845, title: "Интеграция сайта с amoCRM",
            description: "Заявки с трёх форм сайта должны попадать в воронку amoCRM с источником и UTM-метками.", price: 10_000, limit: 30_000,
            offers: 9, hiredPercent: 45, ageInHours: 20),
        Project(
            id: 3_010_033, category: 41, buyer: 1_499_004, title: "Mini app для записи на консультации",
            description: "Календарь свободных окон, запись, напоминание за час. Оплата не нужна.", price: 20_000, limit: 60_000, offers: 7,
            hiredPercent: 0, ageInHours: 30),
    ]

    private static let mobileAndMarkup: [Project] = [
        Project(
            id: 3_010_111, category: 39, buyer: 1_499_004, title: "Приложение для трекинга привычек",
            description: "iOS, SwiftUI. Дизайн готов в Figma, 14 экранов. Серверная часть не нужна.", price: 60_000, limit: 180_000, offers: 6,
            hiredPercent: 0, ageInHours: 3),
        Project(
            id: 3_010_074, category: 39, buyer: 640_031, title: "Исправить падение приложения на Android 15",
            description: "После обновления системы приложение закрывается при открытии камеры. Исходники есть (Kotlin).", price: 3_000, limit: nil,
            offers: 14, hiredPercent: 78, ageInHours: 11),
        Project(
            id: 3_010_021, category: 39, buyer: 1_118_845, title: "Приложение для прорабов",
            description: "Фотоотчёты со стройки, работа без интернета с последующей отправкой.", price: 120_000, limit: 360_000, offers: 2,
            hiredPercent: 45, ageInHours: 41),
        Project(
            id: 3_010_095, category: 79, buyer: 1_402_290, title: "Сверстать лендинг по макету",
            description: "Макет в Figma, 6 блоков, адаптив под телефон. Без конструктора, чистый HTML и CSS.", price: 4_500, limit: 13_500,
            offers: 40, hiredPercent: 100, ageInHours: 6),
        Project(
            id: 3_010_045, category: 79, buyer: 640_031, title: "Письмо для рассылки (HTML)",
            description: "Шаблон письма, который одинаково выглядит в Gmail, Mail.ru и Outlook.", price: 2_000, limit: 6_000, offers: 22,
            hiredPercent: 78, ageInHours: 25),
        Project(
            id: 3_010_012, category: 79, buyer: 1_118_845, title: "Адаптив для старого сайта",
            description: "Сайт 2014 года, 20 страниц, на телефоне разъезжается. Нужна мобильная версия без смены дизайна.", price: 9_000,
            limit: 27_000, offers: 11, hiredPercent: 45, ageInHours: 52),
    ]

    private static let sites: [Project] = [
        Project(
            id: 3_010_122, category: 38, buyer: 640_031, title: "Настроить корзину на WordPress",
            description: "WooCommerce: не считается доставка по регионам. Нужно починить и объяснить, в чём было дело.", price: 2_500, limit: 7_500,
            offers: 28, hiredPercent: 78, ageInHours: 1),
        Project(
            id: 3_010_066, category: 38, buyer: 1_402_290, title: "Перенос сайта на другой хостинг",
            description: "Сайт на Битрикс, база 3 ГБ. Перенести без простоя.", price: 3_500, limit: nil, offers: 16, hiredPercent: 100, ageInHours: 13),
        Project(
            id: 3_010_008, category: 38, buyer: 1_118_845, title: "Ускорить загрузку сайта",
            description: "PageSpeed показывает 34 балла на мобильных, хотим больше 80.", price: 6_000, limit: 18_000, offers: 33, hiredPercent: 45,
            ageInHours: 60),
        Project(
            id: 3_010_090, category: 37, buyer: 1_118_845, title: "Сайт-визитка для строительной компании",
            description: "Пять страниц, форма заявки, галерея объектов. Тексты и фото предоставим.", price: 18_000, limit: 54_000, offers: 37,
            hiredPercent: 45, ageInHours: 7),
        Project(
            id: 3_010_029, category: 37, buyer: 1_499_004, title: "Интернет-магазин на готовом движке",
            description: "До 300 товаров, оплата картой, доставка СДЭК.", price: 40_000, limit: 120_000, offers: 19, hiredPercent: 0, ageInHours: 35),
    ]

    private static let designAndTexts: [Project] = [
        Project(
            id: 3_010_115, category: 24, buyer: 1_402_290, title: "Логотип для кофейни \"Зерно\"",
            description: "Минимализм, два цвета, вектор. Нравятся знаки, которые можно нарисовать одной линией.", price: 5_000, limit: 15_000,
            offers: 44, hiredPercent: 100, ageInHours: 2),
        Project(
            id: 3_010_056, category: 24, buyer: 1_499_004, title: "Фирменный стиль для приложения",
            description: "Знак, цвета, шрифты, иконка для магазинов приложений.", price: 25_000, limit: 75_000, offers: 13, hiredPercent: 0, ageInHours: 17),
        Project(
            id: 3_010_081, category: 25, buyer: 1_118_845, title: "Презентация для тендера, 15 слайдов",
            description: "Содержание есть в Word, нужно оформить и сделать две диаграммы.", price: 4_000, limit: 12_000, offers: 21, hiredPercent: 45,
            ageInHours: 9),
        Project(
            id: 3_010_104, category: 73, buyer: 640_031, title: "Описания для 50 товаров",
            description: "По 600–800 знаков, уникальность от 95 %. Пример хорошего описания дадим.", price: 7_500, limit: nil, offers: 29,
            hiredPercent: 78, ageInHours: 4),
        Project(
            id: 3_010_039, category: 73, buyer: 1_118_845, title: "Статья про фундаменты",
            description: "10 000 знаков для блога, с таблицей сравнения. Нужен автор, который понимает в строительстве.", price: 3_000, limit: 9_000,
            offers: 8, hiredPercent: 45, ageInHours: 28),
        Project(
            id: 3_010_070, category: 35, buyer: 1_499_004, title: "Перевод сайта на английский",
            description: "Около 12 страниц А4, тематика — программное обеспечение.", price: 9_000, limit: 27_000, offers: 15, hiredPercent: 0, ageInHours: 12),
        Project(
            id: 3_010_017, category: 59, buyer: 640_031, title: "Аудит магазина перед сезоном",
            description: "Найти, почему упал трафик с поиска после июльского обновления.", price: 6_500, limit: 19_500, offers: 10, hiredPercent: 78,
            ageInHours: 46),
        Project(
            id: 3_010_003, category: 20, buyer: 1_402_290, title: "Смонтировать 10 вертикальных роликов",
            description: "Исходники сняты на телефон, нужны субтитры и музыка. Ролики до 40 секунд.", price: 8_000, limit: 24_000, offers: 36,
            hiredPercent: 100, ageInHours: 70),
        Project(
            id: 3_009_511, category: 41, buyer: 640_031, title: "Бот для опросов (закрыт)", description: "Исполнитель найден, спасибо всем.",
            price: 6_000, limit: nil, offers: 52, hiredPercent: 78, ageInHours: 340, open: false),
    ]
}
