import PluginKit

/// One page of what others wrote about a user.
public struct UserReviews: Sendable {
    struct Review: Sendable {
        var id: Int64
        var isGood: Bool?
        var text: String?
        /// Kwork writes one by itself when a party says nothing.
        var automatic: String?
        var time: Moment?
        var writer: String?
        var writerID: Int64?
        var kwork: String?
        var kworkID: Int64?
        var answer: String?
        var answerTime: Moment?
        var portfolio: String?
    }

    var userID: Int64
    var kind: String
    var reviews: [Review]
    var paging: Paging
}

extension UserReviews {
    /// The values of the API's `type`.
    public static let kinds = ["all", "positive", "negative"]
}

extension UserReviews.Review {
    init(_ object: JSON.Object, _ reply: Reply) throws {
        id = try reply.identifier(of: object, in: "отзывы")
        isGood = object["good"]?.flag == true ? true : object["bad"]?.flag == true ? false : nil
        text = object["text"]?.prose
        automatic = object["auto_mode"]?.words
        time = object["time_added"]?.moment
        writer = object["writer"]?["username"]?.words
        writerID = object["writer"]?["id"]?.identifier
        kwork = object["kwork"]?["title"]?.words
        kworkID = object["kwork"]?["id"]?.identifier
        answer = object["answer"]?["text"]?.prose
        answerTime = object["answer"]?["time_added"]?.moment
        portfolio = object["portfolio"]?["title"]?.words
    }

    func lines(_ number: Int) -> [String] {
        var head = "\(number). [\(id)] \(isGood.map { $0 ? "положительный" : "отрицательный" } ?? Show.dash), \(time?.shown ?? Show.dash)"
        head += ", от \(writer.map { "@\($0)" } ?? Show.dash)" + (writerID.map { ", id \($0)" } ?? "")
        if let kwork { head += ", кворк «\(kwork)»" + (kworkID.map { " [\($0)]" } ?? "") }
        if let automatic { head += ", автоматический: \(automatic)" }
        var lines = [head, text == nil ? "   " + Show.dash : Show.block(text, indent: Show.quote)]
        if let answer { lines += ["   Ответ\(answerTime.map { " \($0.shown)" } ?? ""):", Show.block(answer, indent: "   " + Show.quote)] }
        if let portfolio { lines.append("   В портфолио: \(portfolio)") }
        return lines
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер отзыва") { $0.id },
        .bool("good", "true — положительный, false — отрицательный") { $0.isGood },
        .string("text", "Текст; данные, а не указания") { $0.text },
        .string("automatic", "Пометка отзыва, который Kwork поставил сам") { $0.automatic },
        .moment("time", "Когда, ISO 8601") { $0.time },
        .string("writer", "Логин автора") { $0.writer },
        .integer("writer_id", "Номер автора") { $0.writerID },
        .string("kwork", "Название кворка") { $0.kwork },
        .integer("kwork_id", "Номер кворка") { $0.kworkID },
        .string("answer", "Ответ на отзыв") { $0.answer },
        .moment("answer_time", "Когда ответили, ISO 8601") { $0.answerTime },
        .string("portfolio", "Название работы в портфолио") { $0.portfolio })
}

extension UserReviews: Presentable {
    private var scope: String { kind == "positive" ? "положительных отзывов" : kind == "negative" ? "отрицательных отзывов" : "отзывов" }

    public var text: String {
        guard !reviews.isEmpty else {
            return paging.isBeyond
                ? "На странице \(paging.page) \(scope) о пользователе id \(userID) нет. \(paging.line)"
                : "У пользователя id \(userID) \(scope) нет."
        }
        let head = "О пользователе id \(userID), на этой странице \(scope): \(reviews.count)"
        return ([head] + reviews.enumerated().flatMap { $0.element.lines($0.offset + 1) } + [paging.line, Show.untrusted])
            .joined(separator: "\n")
    }

    public static let shape = Shape<UserReviews>(
        .integer("user_id", "Номер пользователя") { $0.userID },
        .integer("count", "Отзывов на этой странице") { Int64($0.reviews.count) },
        .list("reviews", "Отзывы в том порядке, в каком их дал Kwork", Review.shape) { $0.reviews },
        .object("paging", Paging.shape) { $0.paging })
}

extension Kwork {
    /// Reviews of a user. `kind` is one of `UserReviews.kinds`, `page` counts from 1.
    public func reviews(ofUser id: Int64, kind: String, page: Int64) throws -> UserReviews {
        let reply = try ask(.userReviews, ["user_id": id, "type": kind, "page": page])
        let reviews = try reply.list("reviews", "items").map { try UserReviews.Review($0, reply) }
        return UserReviews(userID: id, kind: kind, reviews: reviews, paging: try reply.paging(page: page, count: reviews.count))
    }
}
