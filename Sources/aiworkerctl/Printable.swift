import AIWorkerKit

/// Text from agents and people, made fit for a terminal: nothing in it can move the cursor, change colours or forge a line.
enum Printable {
    /// On one line.
    static func line(_ text: String) -> String { escaped(text, keepsLines: false) }

    /// With its line ends.
    static func lines(_ text: String) -> String { escaped(text, keepsLines: true) }

    private static func escaped(_ text: String, keepsLines: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n" && keepsLines: result.unicodeScalars.append(scalar)
            case .control where scalar == "\n": result += "\\n"
            case .control where scalar == "\t": result += " "
            // Format characters turn the direction of text or hide.
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            case .format where scalar != "\u{200D}": result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// How many columns of a terminal a text takes: wide characters take two.
    static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            let isWide = character.unicodeScalars.contains { scalar in
                scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) }
            }
            return sum + (isWide ? 2 : 1)
        }
    }

    /// The blocks of East Asian letters that take two columns.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x20000...0x3FFFD,
    ]

    /// The beginning that fits, with an ellipsis where something is missing.
    static func cut(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        var result = ""
        var used = 0
        for character in text {
            used += width(String(character))
            if used > columns - 1 { break }
            result.append(character)
        }
        return result + "…"
    }

    /// How long ago, in the largest unit that fits.
    static func age(of moment: Timestamp?, at now: Timestamp) -> String {
        guard let moment else { return "never" }
        let seconds = (now.milliseconds - moment.milliseconds) / 1000
        switch seconds {
        case ..<0: return "in \(-seconds) s"
        case ..<120: return "\(seconds) s ago"
        case ..<7200: return "\(seconds / 60) min ago"
        case ..<172_800: return "\(seconds / 3600) h ago"
        default: return "\(seconds / 86_400) d ago"
        }
    }
}
