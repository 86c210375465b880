import KworkKit

@c public func get_exchange_info(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.exchangeInfo()) }
}

let getExchangeInfo = Tool(
    "get_exchange_info", get_exchange_info,
    """
    Показатели аккаунта на бирже проектов Kwork: сколько откликов и сколько в архиве. \
    Сами отклики даёт list_my_offers, коннекты — get_connects.
    """,
    .kworkRead, title: "Показатели на бирже", output: ExchangeInfo.schema)
