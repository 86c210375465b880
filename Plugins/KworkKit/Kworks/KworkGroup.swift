import PluginKit

/// The own kworks of one status.
public struct KworkGroup: Sendable {
    /// Kwork's number of the status; nil in answers that name groups by a word.
    var id: Int64?
    var name: String?
    /// All of the group, also those that this page does not show.
    var total: Int64?
    var kworks: [OwnKwork]
}

extension KworkGroup {
    /// What the numbers mean. 0 stands for all kworks once more.
    static let names: [Int64: String] = [
        7: "Активные", 1: "На модерации", 2: "Нужны правки", 3: "Остановленные", 4: "На паузе", 5: "Скрытые", 6: "Черновики",
    ]
    static let everything: Int64 = 0

    var title: String { name ?? id.flatMap { KworkGroup.names[$0] } ?? Show.dash }
    /// Whether nothing stands in it.
    var isEmpty: Bool { kworks.isEmpty && total ?? 0 == 0 }

    var lines: [String] {
        var head = "• \(title)" + (id.map { " (group_id=\($0))" } ?? "")
        head += total.map { ": \($0)" } ?? ": сколько всего, неизвестно"
        if total.map({ $0 > Int64(kworks.count) }) ?? true {
            head += ", показаны первые \(kworks.count)"
            if let id { head += "; дальше group_id=\(id), page=2" }
        }
        return [head] + kworks.map { "   " + $0.line }
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер статуса: 7 активные, 1 на модерации, 2 нужны правки, 3 остановленные, 4 на паузе, 5 скрытые, 6 черновики") { $0.id },
        .string("name", "Название статуса") { $0.title },
        .integer("total", "Кворков в этом статусе; нет, если Kwork не сказал") { $0.total },
        .list("kworks", "Кворки на этой странице", OwnKwork.shape) { $0.kworks })
}

/// The groups of one answer, in whatever form the API gave them.
struct KworkGroupReader {
    let reply: Reply

    /// The groups, and how many kworks there are in all, as Kwork says it.
    func read() throws -> MyKworks {
        let groups = try groups()
        for group in groups {
            guard let total = group.total, total < Int64(group.kworks.count) else { continue }
            throw reply.drift("в статусе «\(group.title)» кворков \(group.kworks.count), а всего сказано \(total)")
        }
        // The group of everything is left out of them, so what stands in it alone would go unseen.
        let everything = try reply.response?.asArray?.first { $0["id"]?.whole == KworkGroup.everything }
            .flatMap { try reply.count($0.asObject, "kworks_count") }
        let totals = groups.map(\.total)
        let sum = totals.contains(nil) ? nil : totals.reduce(0) { $0 + ($1 ?? 0) }
        if let everything, everything > sum ?? .max || everything > 0 && groups.allSatisfy(\.isEmpty) {
            throw reply.drift("всего кворков \(everything), а по статусам их меньше")
        }
        return MyKworks(groups: groups, total: sum ?? everything)
    }

    private func groups() throws -> [KworkGroup] {
        guard let response = reply.envelope["response"] else {
            // Older answers have the groups beside `success`.
            let keyed = try keyed(reply.envelope)
            guard !keyed.isEmpty else { throw reply.drift("нет поля response") }
            return keyed
        }
        if response.isNull { return [] }
        if let object = response.asObject { return try keyed(object) }
        guard let list = response.asArray else { throw reply.drift("response не список") }
        return try list.flatMap { try groups(in: $0) }
    }

    /// A group; in older answers its kworks may hold sibling groups, told by having both kworks and their count.
    private func groups(in item: JSON) throws -> [KworkGroup] {
        guard let object = item.asObject else { throw reply.drift("группа кворков не объект") }
        let id = object["id"]?.whole
        if id == KworkGroup.everything { return [] }
        guard object["kworks"] != nil || object.has("kworks_count") else { throw reply.drift("в группе нет кворков") }
        let members = try list(object["kworks"])
        let inner = members.filter(isGroup)
        let own = try members.filter { !isGroup($0) }.map { try kwork($0) }
        let group = KworkGroup(id: id, name: object["name"]?.words, total: try reply.count(object, "kworks_count"), kworks: own)
        return [group] + (try inner.flatMap { try groups(in: $0) })
    }

    private func isGroup(_ item: JSON) -> Bool { item["kworks"] != nil && item["kworks_count"] != nil }

    private func list(_ value: JSON?) throws -> [JSON] {
        guard let value, !value.isNull else { return [] }
        guard let list = value.asArray else { throw reply.drift("kworks группы не список") }
        return list
    }

    private func kwork(_ item: JSON) throws -> OwnKwork {
        guard let object = item.asObject else { throw reply.drift("кворк не объект") }
        return try OwnKwork(object, reply)
    }

    /// Groups under words: `active`, `active_kworks`, each a list or an object around one.
    private func keyed(_ object: JSON.Object) throws -> [KworkGroup] {
        let known: [(key: String, id: Int64)] = [("active", 7), ("paused", 4), ("moderation", 1), ("denied", 2), ("draft", 6)]
        var found: [KworkGroup] = []
        for (key, id) in known {
            guard let value = object.first(key, "\(key)_kworks") else { continue }
            let list = value.asArray ?? value["data"]?.asArray ?? value["items"]?.asArray
            guard let list else { throw reply.drift("\(key) не список кворков") }
            found.append(KworkGroup(id: id, name: nil, total: nil, kworks: try list.map(kwork)))
        }
        if found.isEmpty {
            for member in object.members {
                guard let list = member.value.asArray, !list.isEmpty else { continue }
                found.append(KworkGroup(id: nil, name: member.key, total: nil, kworks: try list.map(kwork)))
            }
        }
        guard !found.isEmpty else { throw reply.drift("группы кворков не найдены") }
        return found
    }
}
