import PluginKit

/// Where a page stands in a dialog: page 1 holds the oldest messages, the last page the newest.
struct MessagePaging: Sendable {
    /// nil: the newest page, whose number Kwork did not say.
    var page: Int64?
    var limit: Int64?
    var total: Int64?
    var pages: Int64?

    /// - Parameter asked: nil: no page was asked for, so the newest came.
    init(_ reply: Reply, asked: Int64?, count: Int) throws {
        let paging = try reply.paging(page: asked, count: count)
        (limit, total, pages) = (paging.limit, paging.total, paging.pages)
        page = paging.page > 0 ? paging.page : paging.pages.map { max($0, 1) }
    }

    var older: Int64? { page.flatMap { $0 > 1 ? min($0 - 1, pages ?? .max) : nil } }
    var newer: Int64? {
        guard let page, let pages, page < pages else { return nil }
        return page + 1
    }

    var line: String {
        var line = page.map { "Страница \($0)" } ?? "Последняя страница"
        if let pages { line += " из \(max(pages, 1))" }
        if let total { line += ", сообщений всего \(total)" }
        line += "."
        if pages == nil { line += " Сколько всего сообщений, Kwork не сказал: более старые могут быть на других страницах." }
        if let older { line += " Более старые: page=\(older)." }
        if let newer { line += " Более новые: page=\(newer)." }
        return line
    }

    static let shape = Shape<Self>(
        .integer("page", "Номер страницы: 1 — самые старые сообщения") { $0.page },
        .integer("limit", "Сообщений на странице") { $0.limit },
        .integer("total", "Сообщений всего") { $0.total },
        .integer("pages", "Страниц всего; последняя — самые новые") { $0.pages },
        .integer("older_page", "Страница с более старыми; нет, если старее нет или это неизвестно") { $0.older },
        .integer("newer_page", "Страница с более новыми; нет, если новее нет или это неизвестно") { $0.newer },
        .bool("end_known", "false — Kwork не сказал, сколько всего сообщений: есть ли другие, неизвестно") { $0.pages != nil })
}
