/// How the service hands out texts that people typed: HTML-escaped.
enum Markup {
    static func escaped(_ text: String, guillemets: Bool = true) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "«" where guillemets: escaped += "&laquo;"
            case "»" where guillemets: escaped += "&raquo;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// As stored for messages: escaped, guillemets and white space as they were.
    static func message(_ text: String) -> String { escaped(text, guillemets: false) }

    /// As stored for projects and offers: escaped, and blank lines are gone.
    static func stored(_ text: String) -> String {
        escaped(text).split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    }
}
