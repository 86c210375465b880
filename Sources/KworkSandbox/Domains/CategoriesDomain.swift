/// The category tree and the account's favourites.
enum CategoriesDomain {
    static let routes: [Route] = [
        .api("categories", token: .optional, handler: categories),
        .api("favoriteCategories", token: .required, handler: favouriteCategories),
    ]

    private static func categories(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        .success(.array(world.categories.map(node)))
    }

    private static func favouriteCategories(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        if world.settings.site.isCom { return .json(["success": true]) }
        let wanted = call.account.map { world.accounts[$0].favouriteCategories } ?? []
        let known = world.categories.flatMap(\.children).filter { wanted.contains($0.id) }
        return .success(
            .array(
                known.map { ["id": .integer($0.id), "name": .string(Markup.escaped($0.name)), "description": "", "is_attribute": false] }))
    }

    private static func node(_ category: Category) -> JSON {
        [
            "id": .integer(category.id), "name": .string(Markup.escaped(category.name)), "description": "",
            "subcategories": .array(category.children.map(node)),
        ]
    }
}
