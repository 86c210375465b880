import PluginKit

/// Kwork's numbers of an order's states.
enum OrderStatus {
    static let inWork: Int64 = 1
    static let onReview: Int64 = 4

    private static let names: [Int64: String] = [
        1: "в работе", 2: "арбитраж", 3: "отменён", 4: "на проверке", 5: "завершён", 6: "нужна оплата",
    ]

    /// In words; an unknown number is shown as it is.
    static func name(_ status: Int64?) -> String? { status.map { names[$0] ?? "статус \($0)" } }
}
