import KworkKit

@c public func get_user_info(_ call: Call, _ user_id: mcp_opt_integer, _ username: Text) -> Status {
    call.answer {
        // The number wins: it stays when a login changes.
        if let id = user_id.optional {
            $0.present(try $0.kwork.user(id: id))
        } else {
            $0.present(try $0.kwork.user(named: String(username)))
        }
    }
}

let getUserInfo = Tool(
    "get_user_info", get_user_info,
    """
    Открытый профиль пользователя Kwork по номеру или логину: рейтинг, отзывы, уровень, профессия, \
    о себе, онлайн ли он. Вызывайте, чтобы оценить заказчика или продавца. Нужен user_id или \
    username; если даны оба, берётся user_id. Ни номера, ни логина нет — сначала search_users.
    """,
    .kworkRead,
    .optionalInteger("user_id", "Номер пользователя", in: 1..., group: .atLeastOne("user")),
    .optionalString("username", "Логин, можно с @ в начале", pattern: #"\S"#, group: .atLeastOne("user")),
    title: "Профиль пользователя", output: User.schema)
