/// Collects everything that is wrong with the arguments of one call, to be told in one message.
struct ArgumentProblems {
    /// How many problems a message spells out.
    static let mostShown = 12

    private var missing: [String] = []
    private var wrong: [String] = []
    private var unknown: [String] = []
    private var hidden = 0

    var isEmpty: Bool { missing.isEmpty && wrong.isEmpty && unknown.isEmpty }

    /// What to tell: first what is missing, then what is wrong, then what should not be there.
    var lines: [String] { missing + wrong + unknown }

    mutating func add(_ line: @autoclosure () -> String) { add(to: \.wrong, line()) }
    mutating func add(missing line: @autoclosure () -> String) { add(to: \.missing, line()) }
    mutating func add(unknown line: @autoclosure () -> String) { add(to: \.unknown, line()) }

    private mutating func add(to list: WritableKeyPath<ArgumentProblems, [String]>, _ line: @autoclosure () -> String) {
        if missing.count + wrong.count + unknown.count < ArgumentProblems.mostShown {
            self[keyPath: list].append(line())
        } else {
            hidden += 1
        }
    }

    /// `greet: name is required; times is 20, allowed is 1 to 10`.
    func message(tool: String) -> String {
        let rest = hidden > 0 ? "; and \(hidden) more" : ""
        return "\(tool): \(lines.joined(separator: "; "))\(rest)"
    }

    /// A value as it stands in a message: JSON text, cut so that a long one does not flood it.
    static func shown(_ value: JSON) -> String {
        switch value {
        case .string(let text): return JSON.string(cut(text, 40)).text
        case .array(let items): return items.isEmpty ? "an empty array" : "an array"
        case .object: return "an object"
        default: return cut(value.text, 40)
        }
    }

    /// The first characters of a text, with an ellipsis when there were more.
    static func cut(_ text: String, _ count: Int) -> String {
        // Looks at a bounded part only: the text may have megabytes.
        let start = text.unicodeScalars.prefix(count)
        guard start.endIndex < text.unicodeScalars.endIndex else { return text }
        return String(String.UnicodeScalarView(start)) + "…"
    }

    /// `1 to 10`, `at least 1` or `at most 10`.
    static func range(_ low: String?, _ high: String?) -> String {
        switch (low, high) {
        case (let low?, let high?): low == high ? "exactly \(low)" : "\(low) to \(high)"
        case (let low?, nil): "at least \(low)"
        case (nil, let high?): "at most \(high)"
        case (nil, nil): "anything"
        }
    }
}
