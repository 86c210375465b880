/// A request on the exchange. Texts are kept as people wrote them; they are escaped on the way out.
struct Project: Sendable {
    var id: Int
    var category: Int
    var buyer: Int
    var title: String
    var description: String
    /// Rubles.
    var price: Int
    /// Rubles; nil when the buyer allows no more than `price`.
    var limit: Int?
    var offers: Int
    var hiredPercent: Int
    /// Hours between this project and the newest one of the seed.
    var ageInHours: Int
    /// Closed projects keep their page but leave the list.
    var open = true

    /// Unix seconds.
    var published: Int { Seed.newestProject - ageInHours * 3600 }

    func matches(_ words: String) -> Bool {
        let words = words.lowercased()
        return title.lowercased().contains(words) || description.lowercased().contains(words)
    }
}

/// One node of the category tree.
struct Category: Sendable {
    var id: Int
    var name: String
    var children: [Category] = []

    /// All ids of this node and below it.
    var ids: [Int] { [id] + children.flatMap(\.ids) }
}
