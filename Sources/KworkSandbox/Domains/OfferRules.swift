/// The rules of the exchange for a new offer. The site tells its reason under one of three keys.
enum OfferRules {
    static let shortestText = 150
    static let longestTitle = 120
    static let lowestPrice = 500
    static let longestTerm = 365

    /// - Returns: nil when the offer may be created.
    static func refusal(of offer: Offer, _ world: World) -> Reply? {
        guard let project = world.projects.first(where: { $0.id == offer.project }) else { return refusal("error", "Проект не найден") }
        guard project.open else { return refusal("error", "Проект закрыт") }
        if world.hasOffer(account: offer.account, project: project.id) { return refusal("message", "Вы уже отправили предложение") }
        if world.accounts[offer.account].activeConnects < 1 { return refusal("error", "Недостаточно коннектов") }
        if offer.text.count < shortestText {
            return refusal("response", "Описание предложения должно быть не короче \(shortestText) символов")
        }
        if offer.title.allSatisfy(\.isWhitespace) { return refusal("message", "Укажите название предложения") }
        if offer.title.count > longestTitle { return refusal("message", "Название предложения не длиннее \(longestTitle) символов") }
        let highest = project.limit ?? project.price
        guard (lowestPrice...max(lowestPrice, highest)).contains(offer.price) else {
            return refusal("message", "Стоимость должна быть от \(lowestPrice) до \(highest) руб.")
        }
        guard (1...longestTerm).contains(offer.days) else { return refusal("message", "Срок должен быть от 1 до \(longestTerm) дней") }
        return nil
    }

    private static func refusal(_ key: String, _ text: String) -> Reply {
        .json(.object([.init(key: "success", value: false), .init(key: key, value: .string(text))]))
    }
}
