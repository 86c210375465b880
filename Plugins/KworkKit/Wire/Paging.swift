import PluginKit

/// Where a page stands in its list. What the server did not say stays nil.
public struct Paging: Sendable, Equatable {
    /// From 1.
    public var page: Int64
    public var limit: Int64?
    public var total: Int64?
    public var pages: Int64?

    /// No list of Kwork is longer; what claims to be is no number to reckon with.
    static let largest: Int64 = 1_000_000_000

    /// - Parameter page: what was asked for; nil: the server chooses.
    ///
    /// Some answers leave `pages` out, then it follows from `total` and `limit`. Numbers that no list can have, that
    /// contradict each other, or that belong to another page are drift.
    init(page asked: Int64?, _ source: JSON.Object?, _ reply: Reply) throws {
        func number(_ key: String) throws -> Int64? {
            guard let value = source?[key], !value.isNull else { return nil }
            guard let number = value.whole, (0...Paging.largest).contains(number) else {
                throw reply.drift("в paging поле \(key) не число записей или страниц")
            }
            return number
        }
        let page = try number("page")
        if let asked, let page, page != asked { throw reply.drift("вместо страницы \(asked) пришла \(page)") }
        self.page = page ?? asked ?? 0
        limit = try number("limit")
        total = try number("total")
        let pages = try number("pages")
        var counted: Int64?
        if let total, let limit, limit > 0 { counted = total / limit + (total % limit > 0 ? 1 : 0) }
        // Of an empty list some say that it has one page.
        if let pages, let counted, pages != counted, !(total == 0 && pages == 1) {
            throw reply.drift("страниц \(pages), хотя всего записей \(total ?? 0) по \(limit ?? 0)")
        }
        self.pages = pages ?? counted
    }

    /// The next page, if there is one.
    public var next: Int64? {
        guard let pages, page < pages else { return nil }
        return page + 1
    }

    /// Of an empty page: it lies after the end of a list that may well hold something.
    var isBeyond: Bool { page > 1 || (total ?? 0) > 0 }

    /// Whether this is the page asked for, and all of it: what a proof that something is not there needs.
    func isExact(page asked: Int64, count: Int) -> Bool {
        guard page == asked, asked <= Paging.largest, let limit, let total, limit > 0,
            pages == total / limit + (total % limit > 0 ? 1 : 0)
        else { return false }
        let before = (asked - 1).multipliedReportingOverflow(by: limit)
        return !before.overflow && Int64(count) == max(0, min(limit, total - before.partialValue))
    }

    /// Whether Kwork said where the list ends.
    var knowsEnd: Bool { pages != nil }

    /// "Страница 2 из 5, всего 57. Следующая: page=3."
    public var line: String {
        var line = "Страница \(page)"
        if let pages { line += " из \(max(pages, 1))" }
        if let total { line += ", всего \(total)" }
        line += "."
        if !knowsEnd { line += " Последняя ли она, неизвестно: Kwork не сказал, сколько всего; дальше может быть ещё." }
        if let next { line += " Следующая: page=\(next)." }
        return line
    }

    public static let shape = Shape<Paging>(
        .integer("page", "Номер страницы, с 1") { $0.page },
        .integer("limit", "Записей на странице") { $0.limit },
        .integer("total", "Записей всего") { $0.total },
        .integer("pages", "Страниц всего") { $0.pages },
        .integer("next_page", "Следующая страница; нет, если эта последняя или конец неизвестен") { $0.next },
        .bool("end_known", "false — Kwork не сказал, сколько всего: дальше может быть ещё") { $0.knowsEnd })
}
