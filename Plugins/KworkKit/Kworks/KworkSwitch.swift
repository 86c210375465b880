import PluginKit

/// A kwork that was put on sale or taken off.
public struct KworkSwitch: Sendable {
    var id: Int64
    var isStarted: Bool
    /// What Kwork added, such as that the kwork goes to the moderator first.
    var note: String?
    /// The answer says more than that it is done, whether or not its words were found.
    var hasReservation = false
}

extension KworkSwitch: Presentable {
    public var text: String {
        let done =
            if !isStarted { "Кворк \(id) поставлен на паузу: новых заказов по нему не будет." }
            else if let note { "Запуск кворка \(id) принят. Kwork сообщает: \(note.quoted(500))." }
            else if hasReservation { "Запуск кворка \(id) принят с оговоркой, которую разобрать не удалось: запущен ли он уже, неизвестно." }
            else { "Кворк \(id) запущен." }
        return done + " Проверить статус: list_my_kworks."
    }

    public static let shape = Shape<KworkSwitch>(
        .integer("kwork_id", "Номер кворка") { $0.id },
        .string("state", "started — запущен, accepted — запуск принят с оговоркой (в note, если её удалось разобрать), paused — на паузе") {
            $0.isStarted ? ($0.hasReservation ? "accepted" : "started") : "paused"
        },
        .string("note", "Что сообщил Kwork, например о проверке модератором") { $0.note })
}

extension Kwork {
    /// Puts an own kwork on sale. It may have to pass the moderator first; then the answer says so.
    public func startKwork(id: Int64) throws -> KworkSwitch {
        let reply = try ask(.startKwork, ["kwork_id": id])
        try reply.confirm()
        let said = [reply.envelope["message"], reply.response].compactMap { $0 }
        let words = said.flatMap { Self.words(in: $0) }
        let isPlain = said.allSatisfy { value in
            value.isNull || value == true || value.words == nil && value.asArray?.isEmpty != false && value.asObject?.isEmpty != false
        }
        return KworkSwitch(id: id, isStarted: true, note: words.isEmpty ? nil : words.joined(separator: ". "), hasReservation: !isPlain)
    }

    /// The texts of an answer, as it is, in a list, or as the message of an object.
    private static func words(in value: JSON) -> [String] {
        if let list = value.asArray { return list.flatMap { words(in: $0) } }
        if let object = value.asObject {
            return ["message", "text", "error", "status_name"].compactMap { object[$0]?.words }
        }
        return value.asString == nil ? [] : value.words.map { [$0] } ?? []
    }

    /// Takes an own kwork off sale.
    public func pauseKwork(id: Int64) throws -> KworkSwitch {
        try ask(.pauseKwork, ["kwork_id": id]).confirm()
        return KworkSwitch(id: id, isStarted: false, note: nil)
    }

    /// What a person is shown before a kwork is switched.
    public func previewSwitch(id: Int64, start: Bool) throws -> String {
        for group in try myKworks().groups {
            guard let kwork = group.kworks.first(where: { $0.id == id }) else { continue }
            let action = start ? "Запустить кворк" : "Поставить на паузу кворк (новых заказов не будет)"
            return "\(action) [\(id)] \(kwork.title?.quoted() ?? Show.dash), цена \(kwork.price.map { Show.money($0) } ?? Show.dash). Сейчас: \(group.title)."
        }
        return "\(start ? "Запустить" : "Поставить на паузу") кворк \(id). На первых страницах своих кворков его нет: проверьте номер."
    }
}
