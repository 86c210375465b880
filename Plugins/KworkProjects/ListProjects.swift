import KworkKit

@c public func list_projects(
    _ call: Call, _ mode: Text, _ category_id: mcp_opt_integer, _ price_from: mcp_opt_integer,
    _ price_to: mcp_opt_integer, _ hiring_from: mcp_opt_integer, _ max_offers: mcp_opt_integer, _ query: Text,
    _ page: Int64
) -> Status {
    call.answer {
        let scope = try ProjectFilter.Scope(mode: mode.optional, categoryID: category_id.optional)
        let filter = ProjectFilter(
            scope, priceFrom: price_from.optional, priceTo: price_to.optional, hiringFrom: hiring_from.optional,
            maximumOffers: max_offers.optional, query: query.optional, page: page)
        $0.present(try $0.kwork.projects(filter))
    }
}

let listProjects = Tool(
    "list_projects", list_projects,
    """
    Открытые проекты биржи Kwork, постранично: номер, название, цена, число предложений, процент найма, \
    дата, начало описания. Без mode и category_id смотрит избранные категории аккаунта (если их нет, это ошибка); \
    mode=all — вся биржа, category_id — одна категория (номера даёт list_categories). \
    Для поиска по словам на всей бирже есть search_projects, для полного описания — get_project.
    """,
    .kworkRead,
    .optionalString(
        "mode", "Где смотреть: favorites — избранные категории, all — вся биржа, category — категория из category_id",
        choices: ProjectFilter.Scope.modes),
    .optionalInteger("category_id", "Номер категории; тогда mode не нужен", in: 1...),
    .optionalInteger("price_from", "Цена от, ₽", in: 0...),
    .optionalInteger("price_to", "Цена до, ₽", in: 0...),
    .optionalInteger("hiring_from", "Процент найма у заказчика от", in: 0...100),
    .optionalInteger("max_offers", "Не больше стольких предложений", in: 0...),
    .optionalString("query", "Слова в проекте", maxLength: 500),
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Проекты биржи", output: ProjectPage.schema)
