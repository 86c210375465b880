/// One parameter that a route accepts. Anything not listed is refused.
struct ParameterRule: Sendable {
    /// Where the real client puts it.
    enum Place: Sendable {
        case query
        /// A form body.
        case form
        /// A field of a `multipart/form-data` body.
        case multipart
        /// A key of the JSON object that is the body.
        case json

        /// For messages.
        var description: String {
            switch self {
            case .query: "the query string"
            case .form: "the form body"
            case .multipart: "the multipart body"
            case .json: "the JSON body"
            }
        }

        /// Media type of a body with such parameters.
        var contentType: String {
            switch self {
            case .query, .form: "application/x-www-form-urlencoded"
            case .multipart: "multipart/form-data"
            case .json: "application/json"
            }
        }
    }

    enum Kind: Sendable {
        /// Any text, also empty.
        case text
        /// Text with at least one character that is not a blank.
        case filledText
        /// A decimal number inside the range.
        case integer(ClosedRange<Int>)
        /// Empty, `all`, or numbers above zero joined by commas.
        case categories
        /// This text and nothing else.
        case exactly(String)
        /// Empty, or numbers above zero joined by commas.
        case ids
        /// A file; only in a multipart body.
        case file
        /// Known to the real service, but its effect is not rebuilt here, so it is refused.
        case notRebuilt

        var isFile: Bool { if case .file = self { true } else { false } }

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

    static func multipart(_ name: String, _ kind: Kind, required: Bool = true) -> ParameterRule {
        ParameterRule(name: name, place: .multipart, kind: kind, required: required)
    }

    static func json(_ name: String, _ kind: Kind, required: Bool = true) -> ParameterRule {
        ParameterRule(name: name, place: .json, kind: kind, required: required)
    }

    /// What is wrong with a value of a JSON body; its type has to be right, too.
    func complaint(aboutJSON value: JSON) -> String? {
        if case .integer = kind {
            guard let number = value.integer else { return "must be a JSON integer" }
            return complaint(about: String(number))
        }
        guard let text = value.text else { return "must be a JSON string" }
        return complaint(about: text)
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
        case .exactly(let text): value == text ? nil : "must be '\(text)'"
        case .ids:
            value.isEmpty || value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isID)
                ? nil : "must be empty or ids joined by commas"
        case .file: "must be a file"
        case .notRebuilt: "is known to the real service but not rebuilt in the sandbox"
        }
    }

    private static func isID(_ text: Substring) -> Bool {
        guard let number = Int(text) else { return false }
        return number > 0 && String(number) == text
    }
}
