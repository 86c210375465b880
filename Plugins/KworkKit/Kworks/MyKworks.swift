import PluginKit

/// The account's own kworks by status.
public struct MyKworks: Sendable {
    var groups: [KworkGroup]
    /// In all groups; nil when Kwork does not say.
    var total: Int64?
    /// When one group was asked for.
    var paging: Paging?
}

extension MyKworks: Presentable {
    public var text: String {
        let filled = groups.filter { !$0.isEmpty }
        if let paging, let group = groups.first {
            guard !group.kworks.isEmpty else { return "\(group.title): на странице \(paging.page) кворков нет. \(paging.line)" }
            return (["\(group.title), на этой странице: " + Show.count(Int64(group.kworks.count), "кворк", "кворка", "кворков")]
                + group.kworks.map { "   " + $0.line } + [paging.line]).joined(separator: "\n")
        }
        guard !filled.isEmpty else { return "Своих кворков нет." }
        let count = total.map { Show.count($0, "кворк", "кворка", "кворков") } ?? "сколько всего, Kwork не сказал"
        return (["Свои кворки: \(count)"] + filled.flatMap(\.lines)
            + ["Кворк целиком: get_kwork; отзывы и похожие: get_kwork_details."]).joined(separator: "\n")
    }

    public static let shape = Shape<MyKworks>(
        .integer("count", "Кворков в показанных статусах всего; нет, если Kwork не сказал") { $0.total },
        .list("groups", "Статусы, в которых есть кворки", KworkGroup.shape) {
            $0.paging == nil ? $0.groups.filter { !$0.isEmpty } : $0.groups
        },
        .integer("page", "Страница одного статуса, с 1") { $0.paging?.page },
        .integer("next_page", "Следующая страница статуса; нет, если эта последняя или конец неизвестен") { $0.paging?.next })
}

extension Kwork {
    /// The first page of each status.
    public func myKworks() throws -> MyKworks {
        try KworkGroupReader(reply: ask(.kworksStatusList)).read()
    }

    /// A page of one status. Costs one more request: the method wants the account's own number.
    public func myKworks(group: Int64, page: Int64) throws -> MyKworks {
        guard let own = try account().id else {
            throw Failure.drift(Route.actor.path, "в ответе нет номера аккаунта")
        }
        let reply = try ask(.userKworks, ["user_id": own, "status_id": group, "page": page])
        let kworks = try reply.list("kworks", "items").map { try OwnKwork($0, reply) }
        let paging = try reply.paging(page: page, count: kworks.count)
        let found = KworkGroup(id: group, name: nil, total: paging.total, kworks: kworks)
        return MyKworks(groups: [found], total: paging.total, paging: paging)
    }
}
