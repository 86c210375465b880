import KworkKit

@c public func get_connects(_ call: Call) -> Status {
    call.answer { $0.present(try $0.kwork.connects()) }
}

let getConnects = Tool(
    "get_connects", get_connects,
    """
    Сколько коннектов доступно: один отклик на проект тратит один коннект. Вызывайте перед submit_offer. \
    Возвращает доступное и общее число.
    """,
    .kworkRead, title: "Коннекты", output: Connects.schema)
