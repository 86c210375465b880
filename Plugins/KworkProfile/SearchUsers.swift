import KworkKit

@c public func search_users(_ call: Call, _ query: Text, _ page: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.searchUsers(String(query), page: page)) }
}

let searchUsers = Tool(
    "search_users", search_users,
    """
    Поиск пользователей Kwork по логину или имени, постранично: номер, логин, имя, рейтинг, профессия. \
    Пустой результат — не ошибка. Подробности о найденном даёт get_user_info по его id.
    """,
    .kworkRead,
    .string("query", "Что искать", minLength: 1, maxLength: 200, pattern: #"\S"#),
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Поиск пользователей", output: UserSearch.schema)
