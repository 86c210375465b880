/// The own offers, as the mobile API tells them. New ones come in over the web site.
enum OffersDomain {
    static let pageSize = 10

    static let routes: [Route] = [
        .api("offers", token: .required, [.query("page", .page)], handler: offers),
        .api("offer", token: .required, [.query("id", .id, required: true)], handler: offer),
        .api("deleteOffer", token: .required, [.query("id", .id, required: true)], handler: deleteOffer),
    ]

    private static func offers(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let page = Page(of: world.offers(of: call.account), number: call.parameters.integer("page") ?? 1, limit: pageSize)
        return .success(
            .array(page.items.map { item($0, world, inList: true) }),
            beside: [
                .init(key: "paging", value: page.paging), .init(key: "connects", value: ProjectsDomain.connects(world, call.account)),
            ])
    }

    /// Every fifth id answers a list of one. "No such offer" has three faces, by id.
    private static func offer(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let id = call.parameters.integer("id") ?? 0
        guard let offer = world.offers(of: call.account).first(where: { $0.id == id }) else {
            switch id % 3 {
            case 0: return .success(.null)
            case 1: return .success([])
            default: throw Refusal(text: "Предложение не найдено", code: 404)
            }
        }
        let object = item(offer, world, inList: false)
        return .success(id.isMultiple(of: 5) ? [object] : object)
    }

    /// The connect stays spent.
    private static func deleteOffer(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let id = call.parameters.integer("id")
        guard let index = world.offers.firstIndex(where: { $0.id == id && $0.account == call.account }) else {
            throw Refusal(text: "Предложение не найдено", code: 404)
        }
        let offer = world.offers[index]
        if offer.order != nil { throw Refusal(text: "Нельзя удалить предложение, по которому создан заказ", code: 403) }
        world.offers.remove(at: index)
        if offer.active, let project = world.projects.firstIndex(where: { $0.id == offer.project }) { world.projects[project].offers -= 1 }
        return .json(["success": true])
    }

    /// An offer with the loose typing of the service: depending on the id, numbers come as text, flags as 0 or 1, and
    /// the project under one name or the other.
    static func item(_ offer: Offer, _ world: World, inList: Bool) -> JSON {
        let number = { (value: Int, divisor: Int) -> JSON in
            offer.id.isMultiple(of: divisor) ? .string(String(value)) : .integer(value)
        }
        let flag = { (value: Bool) -> JSON in offer.id.isMultiple(of: 2) ? .bool(value) : .integer(value ? 1 : 0) }
        var members: [JSON.Member] = [
            .init(key: "id", value: number(offer.id, 4)),
            .init(key: "status", value: offer.active ? "active" : "archived"),
            .init(key: "title", value: .string(Markup.stored(offer.title))),
            .init(key: "comment", value: .string(Markup.stored(offer.text))),
            .init(key: "price", value: number(offer.price, 3)),
            .init(key: "duration", value: number(offer.days, 7)),
            .init(key: "date_create", value: number(offer.created, 9)),
            .init(key: "is_actual", value: flag(offer.active)),
            .init(key: "is_read", value: flag(offer.read)),
            .init(key: "order_id", value: offer.order.map { .integer($0) } ?? .null),
            .init(key: "kwork_id", value: .null),
        ]
        guard !(inList && offer.hidesProject) else { return .object(members) }
        if !offer.id.isMultiple(of: 6) { members.append(.init(key: "want_id", value: number(offer.project, 11))) }
        if let project = world.projects.first(where: { $0.id == offer.project }) {
            members.append(.init(key: "project", value: ProjectsDomain.item(project, world, account: offer.account)))
        }
        return .object(members)
    }
}
