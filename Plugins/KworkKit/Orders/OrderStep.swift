import PluginKit

/// A step of an order that Kwork has confirmed.
public struct OrderStep: Sendable {
    enum Kind: String, Sendable {
        case sentForApproval = "sent_for_approval"
        case approved
        case sentForRevision = "sent_for_revision"
    }

    var id: Int64
    var kind: Kind
}

extension OrderStep: Presentable {
    public var text: String {
        switch kind {
        case .sentForApproval: "Заказ \(id) сдан на проверку покупателю. Проверить статус: list_worker_orders."
        case .approved: "Заказ \(id) принят, деньги уходят продавцу. Проверить статус: list_buyer_orders."
        case .sentForRevision: "Заказ \(id) возвращён на доработку, продавец видит ваш текст. Чат заказа: list_tracks."
        }
    }

    public static let shape = Shape<OrderStep>(
        .integer("order_id", "Номер заказа") { $0.id },
        .string("step", "Что сделано: sent_for_approval, approved, sent_for_revision") { $0.kind.rawValue })
}

/// What the seller hands in.
public struct Delivery: Sendable {
    var orderID: Int64
    var metrics: [Int64]
    var stageIDs: [Int64]
    var fileIDs: [Int64]

    public init(orderID: Int64, metrics: [Int64], stageIDs: [Int64], fileIDs: [Int64]) {
        (self.orderID, self.metrics, self.stageIDs, self.fileIDs) = (orderID, metrics, stageIDs, fileIDs)
    }
}

/// What the buyer wants changed.
public struct Revision: Sendable {
    public static let lengths = 1...10_000

    var orderID: Int64
    var text: String
    var fileIDs: [Int64]
    var stageIDs: [Int64]

    /// Throws `validation` before anything is sent. The text is kept exactly as given.
    public init(orderID: Int64, text: String, fileIDs: [Int64], stageIDs: [Int64]) throws {
        try NewMessage.check(text)
        (self.orderID, self.text, self.fileIDs, self.stageIDs) = (orderID, text, fileIDs, stageIDs)
    }
}

extension Kwork {
    public func sendForApproval(_ delivery: Delivery) throws -> OrderStep {
        var query: Pairs = ["orderId": delivery.orderID]
        for id in delivery.metrics { query.append("metrics[]", id) }
        for id in delivery.stageIDs { query.append("stageIds[]", id) }
        for id in delivery.fileIDs { query.append("filesIds[]", id) }
        try ask(.sendOrderForApproval.checked(with: Self.check(delivery.orderID)), query).confirm()
        return OrderStep(id: delivery.orderID, kind: .sentForApproval)
    }

    /// Looks first: money that has gone does not come back.
    public func approveOrder(id: Int64, addToPortfolio: Bool) throws -> OrderStep {
        try orderHeader(id: id).requireOnReview("Принять заказ \(id)")
        try ask(.approveOrder.checked(with: Self.check(id)), ["orderId": id, "portfolio": addToPortfolio ? 1 : 0]).confirm()
        return OrderStep(id: id, kind: .approved)
    }

    public func sendForRevision(_ revision: Revision) throws -> OrderStep {
        var query: Pairs = ["orderId": revision.orderID, "revision": revision.text]
        for id in revision.fileIDs { query.append("files[]", id) }
        for id in revision.stageIDs { query.append("stageIds[]", id) }
        try ask(.sendOrderForRevision.checked(with: Self.check(revision.orderID)), query).confirm()
        return OrderStep(id: revision.orderID, kind: .sentForRevision)
    }

    // MARK: What a person is shown before

    public func preview(_ delivery: Delivery) throws -> String {
        let header = try orderHeader(id: delivery.orderID)
        try header.requireInWork()
        var lines = ["Сдать заказ покупателю на проверку?", header.line]
        if !delivery.stageIDs.isEmpty { lines.append("Этапы: " + Self.numbers(delivery.stageIDs)) }
        if !delivery.metrics.isEmpty { lines.append("Метрики: " + Self.numbers(delivery.metrics)) }
        lines.append(delivery.fileIDs.isEmpty ? "Без файлов." : "Файлы (номера): " + Self.numbers(delivery.fileIDs))
        return lines.joined(separator: "\n")
    }

    public func previewApproval(id: Int64, addToPortfolio: Bool) throws -> String {
        let header = try orderHeader(id: id)
        try header.requireOnReview("Принять заказ \(id)")
        guard header.price != nil else {
            throw Failure.drift(Route.orderHeader.path, "не сказано, сколько стоит заказ \(id)")
        }
        return """
            Принять заказ? Деньги уйдут продавцу, вернуть их будет нельзя.
            \(header.line)
            В портфолио продавца: \(Show.yesNo(addToPortfolio))
            """
    }

    public func preview(_ revision: Revision) throws -> String {
        let header = try orderHeader(id: revision.orderID)
        try header.requireOnReview("Вернуть заказ \(revision.orderID)")
        var lines = ["Вернуть заказ на доработку?", header.line]
        if !revision.stageIDs.isEmpty { lines.append("Этапы: " + Self.numbers(revision.stageIDs)) }
        if !revision.fileIDs.isEmpty { lines.append("Файлы (номера): " + Self.numbers(revision.fileIDs)) }
        return (lines + ["Текст целиком:", revision.text]).joined(separator: "\n")
    }

    /// The look that shows how an order stands.
    private static func check(_ id: Int64) -> String { "get_order_details (order_id=\(id))" }

    static func numbers(_ ids: [Int64]) -> String { ids.map { "\($0)" }.joined(separator: ", ") }
}
