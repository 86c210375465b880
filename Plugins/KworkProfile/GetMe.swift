import KworkKit

@c public func get_me(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.account()) }
}

let getMe = Tool(
    "get_me", get_me,
    """
    Свой аккаунт Kwork: логин, рейтинг, отзывы, уровень, профессия, баланс, число заказов, приём заказов, \
    непрочитанное. Вызывайте, чтобы узнать, от чьего имени идёт работа, и перед решениями о деньгах. \
    Коннекты для откликов даёт get_connects.
    """,
    .kworkRead, title: "Мой аккаунт", output: Account.schema)
