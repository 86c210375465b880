import KworkKit

@c public func get_project(_ call: Call, _ project_id: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.project(id: project_id)) }
}

let getProject = Tool(
    "get_project", get_project,
    """
    Один проект биржи Kwork целиком: название, полное описание, цена, статус, заказчик, процент найма, \
    число предложений, дата. Вызывайте перед откликом; номер дают list_projects и search_projects. \
    Дальше: get_user_info о заказчике, get_connects, submit_offer.
    """,
    .kworkRead,
    .integer("project_id", "Номер проекта", in: 1...),
    title: "Проект", output: Project.schema)
