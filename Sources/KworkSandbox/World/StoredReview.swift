/// What one user wrote about another.
struct StoredReview: Sendable {
    var id: Int
    /// Who it is about.
    var user: Int
    var writer: Int
    var isGood: Bool
    var text: String
    /// Unix seconds.
    var time: Int
    /// Number of the kwork it is about.
    var kwork: Int?
    var answer: String?
    var isAutomatic = false
}

extension Seed {
    static let reviews: [StoredReview] = (0..<23).map { index in
        StoredReview(
            id: 31_000_400 - index * 17, user: demoUser, writer: [640_031, 1_118_845, 1_402_290][index % 3], isGood: index % 11 != 4,
            text: index % 11 == 4 ? "Сдал на два дня позже, но работает." : "Всё чётко & в срок, «обкатали» вместе. Заказ \(index + 1)-й, приду ещё!",
            time: newestProject - (index + 1) * 260_000, kwork: index.isMultiple(of: 2) ? 22_410_900 : nil,
            answer: index.isMultiple(of: 4) ? "Спасибо! Обращайтесь." : nil, isAutomatic: index == 7)
    } + [
        StoredReview(
            id: 30_100_007, user: 640_031, writer: demoUser, isGood: true, text: "Понятное ТЗ, быстрые ответы.", time: newestProject - 900_000)
    ]
}
