import PluginKit

extension String {
    /// Throws when a person who reads this text may see something else than what is sent: it has a control character or
    /// one that turns the direction of writing. `name` is the argument. Line ends and tabs are let through with `lines`.
    func checkVisible(_ name: String, lines: Bool) throws {
        for scalar in unicodeScalars where scalar.isHidden && !(lines && "\n\r\t".unicodeScalars.contains(scalar)) {
            let code = String(scalar.value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(4 - code.count, 0)) + code
            throw Failure.validation(
                "В \(name) есть невидимый управляющий символ U+\(padded): уберите его, ничего не отправлено.")
        }
    }
}

extension String {
    /// Characters that hide something or turn the direction of writing, as their numbers; line ends and tabs stay.
    var escapingHidden: String {
        guard unicodeScalars.contains(where: { $0.isHidden && $0 != "\t" && $0 != "\n" && $0 != "\r" }) else { return self }
        var shown = ""
        for scalar in unicodeScalars {
            shown += scalar.isHidden && scalar != "\t" && scalar != "\n" && scalar != "\r" ? scalar.hiddenName : String(scalar)
        }
        return shown
    }

    /// Other people's words on one line: what is printed beside ours must not make lines of its own.
    var onOneLine: String {
        let line = contains(where: \.isNewline) ? split(whereSeparator: \.isWhitespace).joined(separator: " ") : self
        return line.escapingHidden
    }

    /// For a question to a person: other people's words on one line, at most `limit` characters, nothing in them hidden.
    func quoted(_ limit: Int = 120) -> String {
        var shown = ""
        for scalar in Show.excerpt(self, limit).text.unicodeScalars {
            shown += scalar.isHidden ? scalar.hiddenName : String(scalar)
        }
        return "«\(shown)»"
    }

    /// A login for such a question: what no login has is left out.
    var plainName: String { filter { $0.isLetter || $0.isNumber || "_-.".contains($0) } }
}

extension Unicode.Scalar {
    /// A control character, or an embedding, override or isolate of the writing direction.
    fileprivate var isHidden: Bool {
        properties.generalCategory == .control || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }

    fileprivate var hiddenName: String { "⟨U+\(String(value, radix: 16, uppercase: true))⟩" }
}
