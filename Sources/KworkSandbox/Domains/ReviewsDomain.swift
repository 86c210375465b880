/// What users say about each other.
enum ReviewsDomain {
    static let pageSize = 10

    static let routes: [Route] = [
        .api(
            "userReviews", token: .required,
            [.query("user_id", .id, required: true), .query("type", .filledText, required: true), .query("page", .page)], handler: userReviews)
    ]

    private static func userReviews(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let user = call.parameters.integer("user_id")
        guard world.users.contains(where: { $0.id == user }) else { throw Refusal(text: "Пользователь не найден", code: 404) }
        let type = call.parameters.text("type") ?? ""
        guard ["all", "positive", "negative"].contains(type) else { throw Refusal(text: "Неверный тип отзывов", code: 400) }
        let found = world.reviews.filter { $0.user == user && (type == "all" || $0.isGood == (type == "positive")) }
        let page = Page(of: found, number: call.parameters.integer("page") ?? 1, limit: pageSize)
        return .success(.array(page.items.map { item($0, world) }), beside: [.init(key: "paging", value: page.paging)])
    }

    /// A review as the service tells it; the two marks come as flags of either kind.
    static func item(_ review: StoredReview, _ world: World) -> JSON {
        func person(_ id: Int) -> JSON { ["id": .integer(id), "username": .string(world.user(id: id)?.username ?? ""), "profilepicture": ""] }
        var members: [JSON.Member] = [
            .init(key: "id", value: .integer(review.id)), .init(key: "time_added", value: .string(String(review.time))),
            .init(key: "text", value: .string(Markup.stored(review.text))),
            .init(key: "auto_mode", value: review.isAutomatic ? "time_over" : .null),
            .init(key: "good", value: review.id.isMultiple(of: 2) ? .bool(review.isGood) : .integer(review.isGood ? 1 : 0)),
            .init(key: "bad", value: .bool(!review.isGood)), .init(key: "writer", value: person(review.writer)),
        ]
        if let kwork = world.kworks.first(where: { $0.id == review.kwork }) {
            members.append(.init(key: "kwork", value: ["id": .integer(kwork.id), "title": .string(Markup.stored(kwork.title)), "active": 1]))
        }
        if let answer = review.answer {
            members.append(.init(key: "answer", value: [
                "id": .integer(review.id + 1), "text": .string(Markup.stored(answer)), "user_id": .integer(review.user),
                "username": .string(world.user(id: review.user)?.username ?? ""), "time_added": .integer(review.time + 3600),
            ]))
        }
        return .object(members)
    }
}
