import PluginKit

/// How many offers may still be sent.
public struct Connects: Sendable {
    var active: Int64
    var all: Int64
    var updated: Moment?
}

extension Connects {
    /// From the top level of an answer of `projects` or `offers`; nil when there is none, or none to be believed.
    init?(_ reply: Reply) {
        let object = reply.envelope["connects"]?.asObject
        guard let object, let active = try? reply.count(object, "active_connects"), let all = try? reply.count(object, "all_connects")
        else { return nil }
        self.active = active
        self.all = all
        // -1 means unknown; as a moment that is nothing anyway.
        updated = object["update_time"]?.moment
    }
}

extension Connects: Presentable {
    public var text: String {
        "Коннекты: доступно \(active) из \(all)"
            + (updated.map { "\nОбновление: \($0.shown)" } ?? "\nВремя обновления неизвестно")
    }

    public static let shape = Shape<Connects>(
        .integer("active", "Можно потратить сейчас") { $0.active },
        .integer("all", "Всего по тарифу") { $0.all },
        .moment("updated", "Время обновления, ISO 8601") { $0.updated })
}

extension Kwork {
    /// Connects have no method of their own: they come with the project exchange, here of no category in particular.
    public func connects() throws -> Connects {
        let reply = try ask(.projects, ["categories": ""])
        guard let connects = Connects(reply) else {
            throw reply.drift("нет поля connects с числами active_connects и all_connects")
        }
        return connects
    }
}
