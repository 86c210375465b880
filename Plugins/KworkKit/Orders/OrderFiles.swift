import PluginKit

/// The files of an order, those of both sides.
public struct OrderFiles: Sendable {
    struct File: Sendable {
        var file: MessageFile
        var date: Moment?
        var isOwn: Bool?
    }

    var orderID: Int64
    var files: [File]
}

extension OrderFiles.File {
    init(_ object: JSON.Object, _ reply: Reply) throws {
        file = MessageFile(.object(object))
        guard file.name != nil || file.url != nil else { throw reply.drift("у файла нет ни имени, ни адреса") }
        date = object["date"]?.moment
        isOwn = object["owner"]?.flag
    }

    var line: String {
        file.line + (date.map { ", \($0.shown)" } ?? "") + (isOwn.map { $0 ? ", ваш" : ", собеседника" } ?? "")
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер файла") { $0.file.id },
        .string("name", "Имя файла") { $0.file.name },
        .integer("size", "Размер, байт") { $0.file.size },
        .string("url", "Где его взять") { $0.file.url },
        .moment("date", "Загружен, ISO 8601") { $0.date },
        .bool("own", "Загрузили вы") { $0.isOwn })
}

extension OrderFiles: Presentable {
    public var text: String {
        guard !files.isEmpty else { return "У заказа \(orderID) файлов нет." }
        let head = "Файлы заказа \(orderID): " + Show.count(Int64(files.count), "файл", "файла", "файлов")
        return ([head] + files.map { "   " + $0.line }).joined(separator: "\n")
    }

    public static let shape = Shape<OrderFiles>(
        .integer("order_id", "Номер заказа") { $0.orderID },
        .integer("count", "Файлов") { Int64($0.files.count) },
        .list("files", "Файлы", File.shape) { $0.files })
}

extension Kwork {
    public func orderFiles(id: Int64) throws -> OrderFiles {
        let reply = try ask(.orderFiles, ["id": id])
        return OrderFiles(orderID: id, files: try reply.list("files", "items").map { try OrderFiles.File($0, reply) })
    }
}
