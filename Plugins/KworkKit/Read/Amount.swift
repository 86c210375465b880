/// Reads amounts as people and services write them: `15 000 ₽`, `1,500`, `4,8`, `1.500,50`. What is not clearly one number
/// is none: an amount misread by a factor of a thousand is worse than no amount.
enum Amount {
    static func value(of text: String) -> Double? {
        var plain = Substring(text.trimmed.lowercased())
        for unit in units {
            if plain.hasSuffix(unit) {
                plain = plain.dropLast(unit.count)
                break
            }
            if plain.hasPrefix(unit) {
                plain = plain.dropFirst(unit.count)
                break
            }
        }
        let number = String(plain).trimmed
        let isNegative = number.hasPrefix("-") || number.hasPrefix("−")
        guard let magnitude = magnitude(isNegative ? String(number.dropFirst()) : number) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// nil for what no amount on Kwork can be.
    static func plausible(_ value: Double) -> Double? { abs(value) <= 1e12 ? value : nil }

    private static let units = ["₽", "рублей", "рубля", "руб.", "руб", "р.", "rub", "rur", "usd", "eur", "$", "€"]

    private static func magnitude(_ text: String) -> Double? {
        let (commas, dots) = (text.count { $0 == "," }, text.count { $0 == "." })
        let decimal: Character? =
            switch (commas, dots) {
            case (0, 0): nil
            // Three digits after a lone comma are thousands, as nobody gives tenths of a kopeck; after a lone dot they are
            // what programs write.
            case (1, 0): digitsAfter(",", text) == 3 ? nil : ","
            case (0, 1): "."
            case (_, 1) where follows(".", ",", text): "."
            case (1, _) where follows(",", ".", text): ","
            case (0, _), (_, 0): nil
            default: "?"
            }
        guard decimal != "?" else { return nil }
        let parts = decimal.map { text.split(separator: $0, omittingEmptySubsequences: false) } ?? [text[...]]
        guard let whole = whole(parts[0]) else { return nil }
        guard parts.count == 2 else { return Double(whole) }
        guard (1...12).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(isDigit) else { return nil }
        return Double("\(whole).\(parts[1])")
    }

    /// Digits, in groups of three if in groups at all, of one kind.
    private static func whole(_ text: Substring) -> String? {
        let groups = text.split(omittingEmptySubsequences: false) { $0.isWhitespace || $0 == "," || $0 == "." || $0 == "'" }
        let separators = Set(text.filter { !$0.isNumber }.map { $0.isWhitespace ? " " : $0 })
        guard let first = groups.first, separators.count <= 1, groups.allSatisfy({ $0.utf8.allSatisfy(isDigit) }) else { return nil }
        guard groups.count == 1 || (1...3).contains(first.utf8.count) && groups.dropFirst().allSatisfy({ $0.utf8.count == 3 })
        else { return nil }
        let digits = groups.joined()
        return (1...15).contains(digits.utf8.count) ? digits : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func digitsAfter(_ mark: Character, _ text: String) -> Int {
        text.firstIndex(of: mark).map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
    }

    /// Whether the only `last` stands behind every `other`.
    private static func follows(_ last: Character, _ other: Character, _ text: String) -> Bool {
        guard let position = text.firstIndex(of: last), let before = text.lastIndex(of: other) else { return false }
        return before < position
    }
}
