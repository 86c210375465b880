import KworkKit

@c public func list_categories(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.categories()) }
}

let listCategories = Tool(
    "list_categories", list_categories,
    """
    Все рубрики Kwork тремя уровнями с номерами. Вызывайте, когда нужен номер рубрики: для category_id в list_projects. \
    Список длинный и меняется редко, второй раз за разговор он не нужен. Избранные рубрики аккаунта даёт get_favorite_categories.
    """,
    .kworkRead, title: "Рубрики", output: CategoryTree.schema)
