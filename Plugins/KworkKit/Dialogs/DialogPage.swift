import PluginKit

/// One page of dialogs, all or those a search found.
public struct DialogPage: Sendable {
    /// nil: all dialogs.
    var query: String?
    var dialogs: [DialogSummary]
    var paging: Paging
    var unread: Int64?
    var archived: Int64?
}

extension DialogPage {
    init(_ reply: Reply, query: String?, page: Int64) throws {
        self.query = query
        dialogs = try reply.list("dialogs", "items").map { try DialogSummary($0, reply) }
        paging = try reply.paging(page: page, count: dialogs.count)
        let counts = reply.envelope["filter_counts"]?.asObject ?? reply.response?["filter_counts"]?.asObject
        unread = counts?["unread"]?.whole
        if query == nil, page == 1, dialogs.isEmpty, let unread, unread > 0 {
            throw reply.drift("список пуст, хотя непрочитанных диалогов \(unread)")
        }
        archived = counts?["archived"]?.whole
    }
}

extension DialogPage: Presentable {
    public var text: String {
        let scope = query.map { " по запросу «\($0)»" } ?? ""
        guard !dialogs.isEmpty else {
            return paging.isBeyond ? "На странице \(paging.page) диалогов\(scope) нет. \(paging.line)" : "Диалогов\(scope) нет."
        }
        let totals = [unread.map { "непрочитанных \($0)" }, archived.map { "в архиве \($0)" }].compactMap { $0 }
        var all = [
            "Диалоги\(scope), на этой странице: " + Show.count(Int64(dialogs.count), "диалог", "диалога", "диалогов")
                + (totals.isEmpty ? "" : " (всего " + totals.joined(separator: ", ") + ")")
        ]
        for (index, dialog) in dialogs.enumerated() {
            let lines = dialog.lines
            all.append("\(index + 1). \(lines[0])")
            all += lines.dropFirst()
        }
        all.append(paging.line + " Сообщения целиком: get_dialog.")
        all.append(Show.untrusted)
        return all.joined(separator: "\n")
    }

    public static let shape = Shape<DialogPage>(
        .integer("count", "Диалогов на этой странице") { Int64($0.dialogs.count) },
        .list("dialogs", "Диалоги в том порядке, в каком их дал Kwork", DialogSummary.shape) { $0.dialogs },
        .object("paging", Paging.shape) { $0.paging },
        .integer("unread_dialogs", "Непрочитанных диалогов всего") { $0.unread },
        .integer("archived_dialogs", "Диалогов в архиве") { $0.archived })
}

extension Kwork {
    /// All dialogs. `page` counts from 1.
    public func dialogs(page: Int64) throws -> DialogPage {
        try DialogPage(ask(.dialogs, ["page": page]), query: nil, page: page)
    }

    /// Dialogs in which a text occurs.
    public func searchDialogs(_ query: String, page: Int64) throws -> DialogPage {
        let text = query.trimmed
        guard text.unicodeScalars.count >= 2 else {
            throw Failure.validation("Запрос (query) слишком короток: Kwork ищет диалоги от двух знаков.")
        }
        return try DialogPage(ask(.searchDialogs, ["query": text, "page": page]), query: text, page: page)
    }
}
