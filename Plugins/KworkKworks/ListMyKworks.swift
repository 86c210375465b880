import KworkKit

@c public func list_my_kworks(_ call: Call, _ group_id: mcp_opt_integer, _ page: mcp_opt_integer) -> Status {
    call.answer {
        guard let group = group_id.optional else {
            guard page.optional == nil else {
                throw Failure.validation("page листает один статус: задайте и group_id (номера даёт list_my_kworks без аргументов).")
            }
            return $0.present(try $0.kwork.myKworks())
        }
        $0.present(try $0.kwork.myKworks(group: group, page: page.optional ?? 1))
    }
}

let listMyKworks = Tool(
    "list_my_kworks", list_my_kworks,
    """
    Свои кворки по статусам (активные, на модерации, на паузе…): номер, название, цена, заказы, просмотры. \
    Без аргументов даёт первую страницу каждого статуса и говорит, сколько всего; остальные — с group_id и page. \
    Дальше: get_kwork (текст целиком), get_kwork_details (отзывы), start_kwork, pause_kwork.
    """,
    .kworkRead,
    .optionalInteger("group_id", "Один статус: 7 активные, 1 на модерации, 2 нужны правки, 3 остановленные, 4 на паузе, 5 скрытые, 6 черновики", in: 1...7),
    .optionalInteger("page", "Страница этого статуса, с 1", in: 1...),
    title: "Свои кворки", output: MyKworks.schema)
