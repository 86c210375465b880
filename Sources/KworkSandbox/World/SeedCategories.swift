extension Seed {
    static let categories: [Category] = [
        Category(id: 15, name: "Дизайн", children: [
            Category(id: 24, name: "Логотип и брендинг", children: [
                Category(id: 1_071, name: "Логотипы"), Category(id: 1_072, name: "Фирменный стиль"),
            ]),
            Category(id: 25, name: "Презентации и инфографика", children: [Category(id: 1_081, name: "Презентации")]),
        ]),
        Category(id: 11, name: "Разработка и IT", children: [
            Category(id: 37, name: "Создание сайтов", children: [
                Category(id: 1_101, name: "Сайт под ключ"), Category(id: 1_102, name: "Копия сайта"),
            ]),
            Category(id: 38, name: "Доработка и настройка сайта", children: [Category(id: 1_111, name: "Исправление ошибок")]),
            Category(id: 79, name: "Верстка", children: [Category(id: 1_121, name: "Верстка по макету")]),
            Category(id: 41, name: "Скрипты, боты и mini apps", children: [
                Category(id: 1_131, name: "Чат-боты"), Category(id: 1_132, name: "Парсеры"), Category(id: 1_133, name: "ИИ-боты"),
            ]),
            Category(id: 39, name: "Мобильные приложения", children: [Category(id: 1_141, name: "iOS"), Category(id: 1_142, name: "Android")]),
        ]),
        Category(id: 5, name: "Тексты и переводы", children: [
            Category(id: 73, name: "Тексты и наполнение сайта", children: [Category(id: 1_151, name: "SEO-тексты")]),
            Category(id: 35, name: "Переводы", children: [Category(id: 1_161, name: "Перевод с английского")]),
        ]),
        Category(id: 17, name: "SEO и трафик", children: [
            Category(id: 59, name: "SEO аудиты, консультации", children: [Category(id: 1_171, name: "Аудит сайта")])
        ]),
        Category(id: 7, name: "Аудио, видео, съемка", children: [
            Category(id: 20, name: "Монтаж и обработка видео", children: [Category(id: 1_181, name: "Монтаж роликов")])
        ]),
    ]
}
