/// How the service hands out texts that people typed: HTML-escaped.
enum Markup {
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "«": escaped += "&laquo;"
            case "»": escaped += "&raquo;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// As stored for projects and offers: escaped, and blank lines are gone.
    static func stored(_ text: String) -> String {
        escaped(text).split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    }
}
