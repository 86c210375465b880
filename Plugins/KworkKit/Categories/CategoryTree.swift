import PluginKit

/// A category with those below it.
struct Category: Sendable {
    var id: Int64
    var name: String?
    var children: [Category]
}

extension Category {
    /// Kwork has three levels; a deeper one would be something else.
    static let levels = 3

    init(_ object: JSON.Object, _ reply: Reply, level: Int) throws {
        let id = try reply.identifier(of: object, in: "рубрики")
        self.id = id
        name = object["name"]?.words
        guard let below = object["subcategories"], !below.isNull else {
            children = []
            return
        }
        guard let list = below.asArray else { throw reply.drift("подрубрики рубрики \(id) не список") }
        children = try list.compactMap { item in
            guard let object = item.asObject else { throw reply.drift("подрубрика рубрики \(id) не объект") }
            // The deepest level is sometimes filled with empty objects.
            if object.isEmpty { return nil }
            guard level < Category.levels else { throw reply.drift("у рубрики \(id) больше уровней, чем бывает") }
            return try Category(object, reply, level: level + 1)
        }
    }

    var count: Int64 { children.reduce(1) { $0 + $1.count } }

    func lines(indent: String) -> [String] {
        ["\(indent)[\(id)] \(name ?? Show.dash)"] + children.flatMap { $0.lines(indent: indent + "  ") }
    }

    private static func shape(below: Shape<Category>?) -> Shape<Category> {
        var fields: [Shape<Category>.Field] = [
            .integer("id", "Номер рубрики") { $0.id },
            .string("name", "Название") { $0.name },
        ]
        if let below { fields.append(.list("subcategories", "Подрубрики", below) { $0.children }) }
        return Shape(fields)
    }

    static let shape = shape(below: shape(below: shape(below: nil)))
}

/// All categories of Kwork.
public struct CategoryTree: Sendable {
    var categories: [Category]
}

extension CategoryTree: Presentable {
    public var text: String {
        guard !categories.isEmpty else { return "Рубрик нет: Kwork вернул пустой список." }
        let count = categories.reduce(0) { $0 + $1.count }
        let head = "Рубрики Kwork (в скобках номер для category_id), всего \(count):"
        return ([head] + categories.flatMap { $0.lines(indent: "") }).joined(separator: "\n")
    }

    public static let shape = Shape<CategoryTree>(
        .integer("count", "Рубрик на всех уровнях") { $0.categories.reduce(0) { $0 + $1.count } },
        .list("categories", "Рубрики верхнего уровня", Category.shape) { $0.categories })
}

extension Kwork {
    /// The whole tree; works without an account.
    public func categories() throws -> CategoryTree {
        let reply = try ask(.categories)
        return CategoryTree(categories: try reply.list("categories", "data").map { try Category($0, reply, level: 1) })
    }
}
