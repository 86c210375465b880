import PluginKit

/// An offer that is to be sent. Exists only within Kwork's limits.
public struct NewOffer: Sendable {
    public static let titleLength = 1...120
    public static let descriptionLength = 150...10_000
    public static let prices = 1...10_000_000
    public static let durations = 1...365

    let projectID: Int64
    let title: String
    let description: String
    let price: Int64
    let days: Int64

    /// Throws `validation` for what Kwork would refuse, before anything is sent. Texts are kept exactly as given.
    public init(projectID: Int64, title: String, description: String, price: Int64, days: Int64) throws {
        func require(_ holds: Bool, _ message: String) throws {
            if !holds { throw Failure.validation(message + " Ничего не отправлено.") }
        }
        let letters = (title: title.unicodeScalars.count, description: description.unicodeScalars.count)
        try require(projectID > 0, "project_id должен быть больше нуля.")
        try require(!title.trimmed.isEmpty, "Название отклика (title) пусто.")
        try require(
            Self.titleLength.contains(letters.title),
            "Название отклика (title) длиннее \(Self.titleLength.upperBound) знаков: сейчас \(letters.title).")
        try require(!description.trimmed.isEmpty, "Текст отклика (description) пуст.")
        try require(
            Self.descriptionLength.contains(letters.description),
            "Текст отклика (description) должен быть от \(Self.descriptionLength.lowerBound) до "
                + "\(Self.descriptionLength.upperBound) знаков: сейчас \(letters.description).")
        try require(
            Self.prices.contains(Int(price)),
            "Цена (price) должна быть от \(Self.prices.lowerBound) до \(Self.prices.upperBound) ₽.")
        try require(
            Self.durations.contains(Int(days)),
            "Срок (duration_days) должен быть от \(Self.durations.lowerBound) до \(Self.durations.upperBound) дней.")
        try title.checkVisible("title", lines: false)
        try description.checkVisible("description", lines: true)
        (self.projectID, self.title, self.description, self.price, self.days) = (projectID, title, description, price, days)
    }

    /// The look that shows whether it was sent.
    var check: String { "check_my_offer (project_id=\(projectID))" }

    /// Whether a stored offer is this one. Kwork escapes texts and removes blank lines, so both are compared folded.
    func isStored(as offer: Offer) -> Bool {
        offer.projectID == projectID && offer.price == Double(price) && offer.days == days
            && Self.same(title, offer.title) && Self.same(description, offer.description)
    }

    private static func same(_ sent: String, _ stored: String?) -> Bool {
        guard let stored = stored.map(fold) else { return false }
        // An entity that the seller typed may have been stored as it was.
        return stored == fold(sent) || stored == fold(sent.unescapingHTML)
    }

    /// Words in their lines, without empty lines and runs of blanks. `==` of the result ignores the Unicode form.
    private static func fold(_ text: String) -> [[Substring]] {
        text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace) }.filter { !$0.isEmpty }
    }
}
