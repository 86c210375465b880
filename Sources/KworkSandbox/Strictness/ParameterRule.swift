/// One parameter that a route accepts. Anything not listed is refused.
struct ParameterRule: Sendable {
    /// Where the real client puts it.
    enum Place: Sendable { case query, form }

    enum Kind: Sendable {
        /// Any text, also empty.
        case text
        /// Text with at least one character that is not a blank.
        case filledText
        /// A decimal number inside the range.
        case integer(ClosedRange<Int>)
        /// Empty, `all`, or numbers above zero joined by commas.
        case categories
        /// Known to the real service, but its effect is not rebuilt here, so it is refused.
        case notRebuilt

        static var id: Kind { .integer(1...Int.max) }
        static var page: Kind { .integer(1...10_000) }
        static var amount: Kind { .integer(0...Int.max) }
    }

    var name: String
    var place: Place
    var kind: Kind
    var required: Bool

    static func query(_ name: String, _ kind: Kind, required: Bool = false) -> ParameterRule {
        ParameterRule(name: name, place: .query, kind: kind, required: required)
    }

    static func form(_ name: String, _ kind: Kind, required: Bool = false) -> ParameterRule {
        ParameterRule(name: name, place: .form, kind: kind, required: required)
    }

    /// What is wrong with a value; nil when it is fine. Never contains the value, which may be a secret.
    func complaint(about value: String) -> String? {
        switch kind {
        case .text: nil
        case .filledText: value.allSatisfy(\.isWhitespace) ? "must not be empty" : nil
        case .integer(let range):
            if let number = Int(value), String(number) == value {
                range.contains(number) ? nil : "is outside its range"
            } else {
                "must be a decimal integer"
            }
        case .categories:
            value.isEmpty || value == "all" || value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isID)
                ? nil : "must be empty, 'all' or ids joined by commas"
        case .notRebuilt: "is known to the real service but not rebuilt in the sandbox"
        }
    }

    private static func isID(_ text: Substring) -> Bool {
        guard let number = Int(text) else { return false }
        return number > 0 && String(number) == text
    }
}
