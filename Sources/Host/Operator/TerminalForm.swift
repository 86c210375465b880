/// One field of a question on a terminal: how it is asked for, and what a typed line means. No I/O.
struct TerminalField {
    let name: String
    let schema: JSON
    let isRequired: Bool

    /// The fields of a question's schema in their order.
    static func all(_ schema: JSON) -> [TerminalField] {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        return (schema["properties"]?.object?.members ?? []).map {
            TerminalField(name: $0.name, schema: $0.value, isRequired: required.contains($0.name))
        }
    }

    private struct Choice {
        var value: JSON
        var title: String
    }

    /// `Colour (1 red, 2 green; several: 1,2) [green]: `
    var prompt: String {
        var text = TerminalText.printable(schema["title"]?.string ?? name)
        if let description = schema["description"]?.string { text += ", \(TerminalText.printable(description))" }
        var hints: [String] = []
        if !choices.isEmpty {
            hints.append(choices.enumerated().map { "\($0.offset + 1) \(TerminalText.printable($0.element.title))" }.joined(separator: ", "))
        }
        if isList { hints.append("several: 1,2") }
        if schema["type"] == "boolean" { hints.append("y/n") }
        if !isRequired, schema["default"] == nil { hints.append("may be empty") }
        if !hints.isEmpty { text += " (\(hints.joined(separator: "; ")))" }
        if let fallback = schema["default"] { text += " [\(TerminalText.printable(fallback.string ?? fallback.text))]" }
        return text + ": "
    }

    enum Reading: Equatable {
        case value(JSON)
        /// Left out.
        case nothing
        /// Does not fit; say this and ask again.
        case again(String)
    }

    /// What a line means. An empty one is the default, or nothing for a field that may be left out.
    func read(_ line: String) -> Reading {
        let line = TerminalText.trimmed(line)
        if line.isEmpty {
            if let fallback = schema["default"] { return .value(fallback) }
            return isRequired ? .again("an answer is needed") : .nothing
        }
        switch schema["type"]?.string {
        case "boolean":
            if ["y", "yes", "true", "1"].contains(line.lowercased()) { return .value(true) }
            if ["n", "no", "false", "0"].contains(line.lowercased()) { return .value(false) }
            return .again("answer y or n")
        case "integer": return number(line) { $0.integer != nil } ?? .again("a whole number is needed")
        case "number": return number(line) { $0.double != nil } ?? .again("a number is needed")
        case "array": return list(line)
        default: return text(line)
        }
    }

    private var isList: Bool { schema["type"] == "array" }

    private var choices: [Choice] {
        let source = isList ? schema["items"] ?? .null : schema
        if let values = source["enum"]?.array {
            let titles = source["enumNames"]?.array ?? []
            return values.enumerated().map { index, value in
                Choice(value: value, title: (index < titles.count ? titles[index].string : nil) ?? value.string ?? value.text)
            }
        }
        return (source["oneOf"]?.array ?? source["anyOf"]?.array ?? []).compactMap { option in
            option["const"].map { Choice(value: $0, title: option["title"]?.string ?? $0.string ?? $0.text) }
        }
    }

    private func number(_ line: String, _ fits: (JSON) -> Bool) -> Reading? {
        guard let value = try? JSON(parsing: line), fits(value), let double = value.double else { return nil }
        if let minimum = schema["minimum"]?.double, double < minimum { return .again("at least \(JSON(minimum).text)") }
        if let maximum = schema["maximum"]?.double, double > maximum { return .again("at most \(JSON(maximum).text)") }
        return .value(value)
    }

    private func text(_ line: String) -> Reading {
        guard choices.isEmpty else {
            return choice(line).map { .value($0) } ?? .again("choose one of the numbers")
        }
        let length = Int64(line.unicodeScalars.count)
        if let minimum = schema["minLength"]?.integer, length < minimum { return .again("at least \(minimum) characters") }
        if let maximum = schema["maxLength"]?.integer, length > maximum { return .again("at most \(maximum) characters") }
        return .value(.string(line))
    }

    private func list(_ line: String) -> Reading {
        var values: [JSON] = []
        for word in line.split(separator: ",") {
            guard let value = choice(TerminalText.trimmed(String(word))) else { return .again("choose from the numbers, as in 1,2") }
            if !values.contains(value) { values.append(value) }
        }
        if let minimum = schema["minItems"]?.integer, Int64(values.count) < minimum { return .again("choose at least \(minimum)") }
        if let maximum = schema["maxItems"]?.integer, Int64(values.count) > maximum { return .again("choose at most \(maximum)") }
        return .value(.array(values))
    }

    /// A choice by its number, its value or its title.
    private func choice(_ word: String) -> JSON? {
        if let number = Int(word), choices.indices.contains(number - 1) { return choices[number - 1].value }
        return choices.first { $0.value.string == word || $0.title == word }?.value
    }
}

/// Text from a bundle on its way to a terminal.
enum TerminalText {
    /// Control characters that could move the cursor, clear the screen or hide text are shown as escapes.
    static func printable(_ text: String) -> String { ConfirmGate.visible(text) }

    static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
