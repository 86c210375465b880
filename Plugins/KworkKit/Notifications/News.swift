import PluginKit

/// What is new for the account, put together from several methods. Each part stands for itself: one that fails hides no other.
public struct News: Sendable {
    /// A part: known, known to be empty, or failed.
    enum Part<Value: Sendable>: Sendable {
        case known(Value)
        case empty
        /// Nothing to look through, and why.
        case nothing(String)
        case failed(Failure)

        var status: String {
            switch self {
            case .known: "known"
            case .empty, .nothing: "empty"
            case .failed: "failed"
            }
        }

        var value: Value? { if case .known(let value) = self { value } else { nil } }
        var failure: Failure? { if case .failed(let failure) = self { failure } else { nil } }
    }

    var projects: Part<ProjectPage>
    var dialogs: Part<UnreadDialogs>
    var orders: Part<OrderPage>
    var deliveries: Part<OrderPage>
    var notifications: Part<NotificationList>

    var failures: [Failure] {
        [projects.failure, dialogs.failure, orders.failure, deliveries.failure, notifications.failure].compactMap { $0 }
    }
}

/// The unread dialogs of the first page, and whether those are all.
struct UnreadDialogs: Sendable {
    var dialogs: [DialogSummary]
    /// As Kwork counts them; nil when it does not.
    var total: Int64?
    var isComplete: Bool

    init(_ page: DialogPage) {
        // One of which this is not known may well have something unread.
        dialogs = page.dialogs.filter { $0.unread.map { $0 > 0 } ?? (page.unread != 0) }
        total = page.unread
        let isOnlyPage = page.paging.pages.map { $0 <= 1 } ?? false
        isComplete = total.map { $0 <= Int64(page.dialogs.count { $0.unread ?? 0 > 0 }) } ?? (isOnlyPage && page.dialogs.allSatisfy { $0.unread != nil })
    }

    /// Said beside the title when there may be more.
    var note: String {
        isComplete ? "" : " (только первая страница\(total.map { ", непрочитанных всего \($0)" } ?? ""); остальные: list_dialogs)"
    }
}

extension OrderPage {
    /// Said beside the title when there are more.
    fileprivate var note: String {
        paging.next == nil ? "" : " (показана первая страница\(paging.total.map { " из \($0) заказов" } ?? ""))"
    }
}

extension News {
    private func section(_ title: String, _ none: String, _ part: Part<some Sendable>, _ lines: [String]) -> [String] {
        switch part {
        case .known: ["\(title):"] + lines
        case .empty: ["\(title): \(none)"]
        case .nothing(let reason): ["\(title): \(reason)"]
        case .failed(let failure): ["\(title): узнать не удалось. \(failure.message)"]
        }
    }

    var lines: [String] {
        let projectLines = (projects.value?.projects ?? []).enumerated().map { index, project in
            "   \(index + 1). [\(project.id)] \(project.title ?? Show.dash); цена: \(project.priceText); предложений: "
                + "\(project.offers.map { "\($0)" } ?? Show.dash)" + (project.published.map { "; опубликован \($0.shown)" } ?? "")
                + (project.hasOffer == true ? "; ваше предложение уже отправлено" : "")
        }
        let total = projects.value?.paging.total.map { " (всего \($0), показана первая страница)" } ?? ""
        return section("Проекты избранных рубрик\(total)", "новых нет", projects, projectLines)
            + section(
                "Непрочитанные диалоги\(dialogs.value?.note ?? "")", "нет", dialogs,
                (dialogs.value?.dialogs ?? []).flatMap { $0.lines.map { "   " + $0 } })
            + section(
                "Заказы, которые ждут вас\(orders.value?.note ?? "")", "нет", orders,
                (orders.value?.orders ?? []).enumerated().flatMap { $0.element.lines($0.offset + 1, .seller).map { "   " + $0 } })
            + section(
                "Вам сдали работу, её надо принять или вернуть\(deliveries.value?.note ?? "")", "нет", deliveries,
                (deliveries.value?.orders ?? []).enumerated().flatMap { $0.element.lines($0.offset + 1, .buyer).map { "   " + $0 } })
            + section("Уведомления", "новых нет", notifications, (notifications.value?.groups ?? []).flatMap { $0.lines.map { "   " + $0 } })
    }
}

extension News: Presentable {
    public var text: String {
        (["Что нового на Kwork"] + lines + ["Дальше: get_dialog, get_project, get_order_details. " + Show.untrusted]).joined(separator: "\n")
    }

    /// The members that every part has, before its own.
    private static func part<Value>(_ shape: [Shape<Part<Value>>.Field]) -> Shape<Part<Value>> {
        Shape(
            [
                .string("status", "known — данные есть, empty — точно ничего, failed — узнать не удалось") { $0.status },
                .string("problem", "Почему узнать не удалось") { $0.failure?.message },
                .string("problem_code", "Код неудачи") { $0.failure?.code },
            ] + shape)
    }

    public static let shape = Shape<News>(
        .object("projects", part([
            .integer("total", "Проектов всего") { $0.value?.paging.total },
            .list("projects", "Проекты избранных рубрик, первая страница", ProjectPage.rowShape) { $0.value?.projects ?? [] },
        ])) { $0.projects },
        .object("dialogs", part([
            .integer("total", "Непрочитанных диалогов всего") { $0.value?.total },
            .bool("complete", "Показаны все непрочитанные") { $0.value?.isComplete },
            .list("dialogs", "Диалоги с непрочитанным на первой странице", DialogSummary.shape) { $0.value?.dialogs ?? [] },
        ])) { $0.dialogs },
        .object("orders", part([
            .integer("total", "Заказов всего") { $0.value?.paging.total },
            .list("orders", "Активные заказы, где вы продавец, первая страница", Order.shape(.seller)) { $0.value?.orders ?? [] }
        ])) { $0.orders },
        .object("deliveries", part([
            .integer("total", "Заказов всего") { $0.value?.paging.total },
            .list("orders", "Заказы, где вы покупатель и работа сдана, первая страница", Order.shape(.buyer)) { $0.value?.orders ?? [] }
        ])) { $0.deliveries },
        .object("notifications", part([
            .list("groups", "Группы уведомлений", NotificationList.Group.shape) { $0.value?.groups ?? [] }
        ])) { $0.notifications })
}

extension Kwork {
    /// Five to six reads, one after the other. Throws the first failure when nothing at all could be learned.
    public func news() throws -> News {
        let news = News(
            projects: try favouriteNews(),
            dialogs: try part { UnreadDialogs(try dialogs(page: 1)) } isEmpty: { $0.dialogs.isEmpty && $0.isComplete },
            orders: try part { try sellerOrders(filter: "active", page: 1).page } isEmpty: { $0.orders.isEmpty },
            deliveries: try part { try buyerOrders(filter: "delivered", page: 1).page } isEmpty: { $0.orders.isEmpty },
            notifications: try part { try notifications() } isEmpty: { $0.groups.isEmpty })
        if news.failures.count == 5, let first = news.failures.first { throw first }
        return news
    }

    /// An account without favourites is no failure: there is nothing to look through.
    private func favouriteNews() throws -> News.Part<ProjectPage> {
        let part = try part { try projects(ProjectFilter(.favorites)) } isEmpty: { $0.projects.isEmpty }
        guard case .failed(let failure) = part, failure == Self.noFavourites else { return part }
        return .nothing("избранных рубрик нет, смотреть нечего; вся биржа: list_projects с mode=all")
    }

    /// A part that fails is told, not thrown. What is no failure of Kwork, such as a cancel, ends the call.
    private func part<Value>(_ read: () throws -> Value, isEmpty: (Value) -> Bool) throws -> News.Part<Value> {
        do {
            let value = try read()
            return isEmpty(value) ? .empty : .known(value)
        } catch let failure as Failure {
            // Asking four more times would only try the same door.
            if ["auth_required", "auth_failed", "captcha", "session_not_configured", "session_not_granted"].contains(failure.code) { throw failure }
            return .failed(failure)
        }
    }
}
