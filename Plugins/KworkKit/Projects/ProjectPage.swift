import PluginKit

/// One page of the exchange.
public struct ProjectPage: Sendable {
    /// What was looked through, for people: "избранные категории".
    var scope: String
    var categoryIDs: [Int64]?
    var projects: [Project]
    var paging: Paging
    var connects: Connects?
}

extension ProjectPage {
    /// Characters of a description in a list.
    static let excerptLength = 200

    init(_ reply: Reply, scope: String, categoryIDs: [Int64]?, page: Int64) throws {
        self.scope = scope
        self.categoryIDs = categoryIDs
        projects = try reply.list("projects", "items").map {
            Project($0, id: try reply.identifier(of: $0, in: "проекты"))
        }
        paging = try reply.paging(page: page, count: projects.count)
        connects = Connects(reply)
    }

    private func lines(_ number: Int, _ project: Project) -> [String] {
        let title = project.title ?? Show.dash
        var facts = [
            "Цена: \(project.priceText)",
            project.price == nil ? project.priceLimit.map { "допустимо до \(Show.money($0))" } : nil,
            "предложений: \(project.offers.map { "\($0)" } ?? Show.dash)",
            "процент найма: \(project.hiredPercent.map { "\($0)%" } ?? Show.dash)",
            "опубликован: \(project.published?.shown ?? Show.dash)",
        ].compactMap { $0 }
        if let customer = project.customer { facts.append("заказчик: @\(customer)") }
        if let left = project.timeLeftText { facts.append("осталось: \(left)") }
        // Nearly all of them are; the word would only cost reading.
        if let status = project.status, status != "active" { facts.append("статус: \(status)") }
        if project.hasOffer == true { facts.append("ваше предложение уже отправлено") }
        var lines = ["\(number). [\(project.id)] \(title)", "   " + facts.joined(separator: "; ")]
        if let description = project.description {
            lines.append("   " + Show.excerpt(description, Self.excerptLength).text)
        }
        return lines
    }
}

extension ProjectPage: Presentable {
    public var text: String {
        guard !projects.isEmpty else {
            return paging.page > 1
                ? "На странице \(paging.page) проектов нет (\(scope)). \(paging.line)" : "Проектов нет (\(scope))."
        }
        var all = [
            "Проекты (\(scope)), на этой странице: "
                + Show.count(Int64(projects.count), "проект", "проекта", "проектов")
        ]
        for (index, project) in projects.enumerated() { all += lines(index + 1, project) }
        all.append(paging.line + " Описание целиком: get_project.")
        if let connects { all.append("Коннекты: доступно \(connects.active) из \(connects.all).") }
        all.append(Show.untrusted)
        return all.joined(separator: "\n")
    }

    /// A project in a list: its description is cut.
    static let rowShape = Shape<Project>(
        .integer("id", "Номер проекта") { $0.id },
        .string("title", "Название; текст заказчика") { $0.title },
        .string("excerpt", "Начало описания, до \(excerptLength) знаков; целиком — get_project") {
            $0.description.map { Show.excerpt($0, excerptLength).text }
        },
        .string("status", "Статус, как его называет Kwork") { $0.status },
        .string("customer", "Логин заказчика") { $0.customer },
        .number("price", "Цена, ₽; нет, если не указана") { $0.price },
        .number("price_limit", "До какой цены можно предлагать, ₽") { $0.priceLimit },
        .integer("offers", "Предложений") { $0.offers },
        .integer("hired_percent", "В каком проценте проектов заказчик нанимает") { $0.hiredPercent },
        .moment("published", "Опубликован, ISO 8601") { $0.published },
        .integer("seconds_left", "Сколько секунд осталось") { $0.timeLeft?.whole },
        .integer("category_id", "Номер категории") { $0.categoryID },
        .bool("has_offer", "Ваше предложение уже отправлено") { $0.hasOffer })

    public static let shape = Shape<ProjectPage>(
        .integer("count", "Проектов на этой странице") { Int64($0.projects.count) },
        .integers("category_ids", "Просмотренные категории; нет — вся биржа") { $0.categoryIDs },
        .list("projects", "Проекты в том порядке, в каком их дал Kwork", rowShape) { $0.projects },
        .object("paging", Paging.shape) { $0.paging },
        .integer("connects_active", "Доступно коннектов") { $0.connects?.active },
        .integer("connects_all", "Коннектов всего") { $0.connects?.all })
}
