import KworkKit

@c public func get_user_reviews(_ call: Call, _ user_id: Int64, _ type: Text, _ page: Int64) -> Status {
    call.answer { $0.present(try $0.kwork.reviews(ofUser: user_id, kind: String(type), page: page)) }
}

let getUserReviews = Tool(
    "get_user_reviews", get_user_reviews,
    """
    Отзывы о пользователе Kwork, постранично: оценка, текст, автор, кворк, ответ. Вызывайте, чтобы понять, с кем имеете дело, \
    прежде чем отвечать или откликаться; type=negative показывает только плохие. Отзывов нет — не ошибка. \
    Номер пользователя дают get_user_info, search_users и get_project.
    """,
    .kworkRead,
    .integer("user_id", "Номер пользователя", in: 1...),
    .string("type", "Какие: all — все, positive — положительные, negative — отрицательные", default: "all", choices: UserReviews.kinds),
    .integer("page", "Страница, с 1", in: 1..., default: 1),
    title: "Отзывы о пользователе", output: UserReviews.schema)
