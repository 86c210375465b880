import KworkKit

@c public func get_favorite_categories(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.favoriteCategories()) }
}

let getFavoriteCategories = Tool(
    "get_favorite_categories", get_favorite_categories,
    """
    Избранные рубрики аккаунта: номер и название. По ним list_projects ищет без указания рубрики. \
    Пустой список — не ошибка: тогда list_projects нужен mode=all или category_id.
    """,
    .kworkRead, title: "Избранные рубрики", output: FavoriteCategories.schema)
