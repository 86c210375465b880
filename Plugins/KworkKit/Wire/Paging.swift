import PluginKit

/// Where a page stands in its list. What the server did not say stays nil.
public struct Paging: Sendable, Equatable {
    /// From 1.
    public var page: Int64
    public var limit: Int64?
    public var total: Int64?
    public var pages: Int64?

    /// `page` is what was asked for; some answers leave `pages` out, then it follows from `total` and `limit`.
    init(page: Int64, _ source: JSON.Object?) {
        self.page = source?["page"]?.whole ?? page
        limit = source?["limit"]?.whole
        total = source?["total"]?.whole
        pages = source?["pages"]?.whole
        if pages == nil, let total, let limit, limit > 0, total >= 0 {
            pages = total / limit + (total % limit > 0 ? 1 : 0)
        }
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
        guard page == asked, let limit, let total, limit > 0, total >= 0, pages == (total + limit - 1) / limit else {
            return false
        }
        return Int64(count) == max(0, min(limit, total - (asked - 1) * limit))
    }

    /// "Страница 2 из 5, всего 57. Следующая: page=3."
    public var line: String {
        var line = "Страница \(page)"
        if let pages { line += " из \(max(pages, 1))" }
        if let total { line += ", всего \(total)" }
        line += "."
        if let next { line += " Следующая: page=\(next)." }
        return line
    }

    public static let shape = Shape<Paging>(
        .integer("page", "Номер страницы, с 1") { $0.page },
        .integer("limit", "Записей на странице") { $0.limit },
        .integer("total", "Записей всего") { $0.total },
        .integer("pages", "Страниц всего") { $0.pages },
        .integer("next_page", "Следующая страница; нет, если эта последняя") { $0.next })
}
