import PluginKit

// Kwork's loose types: numbers as digit strings, booleans as 0 and 1, times as seconds or text, any of them null. Each
// accessor gives nil for "no value".
extension JSON {
    /// A whole number: 5, 5.0 or "5".
    public var whole: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        case .string(let text): Int64(text.trimmed)
        default: nil
        }
    }

    /// A positive whole number.
    public var identifier: Int64? { whole.flatMap { $0 > 0 ? $0 : nil } }

    /// A number: 4.8, "4.8", "4,8" or "15 000 ₽"; see `Amount`.
    public var amount: Double? {
        switch self {
        case .integer(let value): Amount.plausible(Double(value))
        case .number(let value): Amount.plausible(value)
        case .string(let text): Amount.value(of: text).flatMap(Amount.plausible)
        default: nil
        }
    }

    /// A count: 0 to a thousand million; nil for what counts nothing.
    public var quantity: Int64? { whole.flatMap { (0...Paging.largest).contains($0) ? $0 : nil } }

    /// true, 1 or "1"; false, 0, "0" or "".
    public var flag: Bool? {
        switch self {
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0
        case .string(let text):
            switch text.trimmed.lowercased() {
            case "1", "true", "yes": true
            case "", "0", "false", "no": false
            default: nil
            }
        default: nil
        }
    }

    /// A name, a title, a status: entities unescaped once, on one line, nothing hidden in it, blanks around it removed; nil
    /// when nothing remains. A number gives its digits.
    public var words: String? { prose?.onOneLine }

    /// Text as people wrote it, with its lines: entities unescaped once, blanks around it removed; nil when nothing remains.
    /// Goes into a text through `Show.block` alone.
    public var prose: String? {
        switch self {
        case .string(let text):
            let words = text.unescapingHTML.trimmed
            return words.isEmpty ? nil : words
        case .integer(let value): return String(value)
        case .number(let value): return Show.number(value)
        default: return nil
        }
    }

    /// A time: Unix seconds as number or digits, or any other text as it is. 0 and "" are no time.
    public var moment: Moment? {
        if let seconds = whole { return seconds > 0 ? .seconds(seconds) : nil }
        return words.map { .text($0) }
    }
}

extension JSON.Object {
    /// Whether the member is there and not null.
    func has(_ key: String) -> Bool { self[key].map { !$0.isNull } ?? false }

    /// The first of the keys whose value is there: not null, not the empty string, and with `truthy` not 0.
    public func first(_ keys: String..., truthy: Bool = false) -> JSON? {
        for key in keys {
            guard let value = self[key], !value.isNull, value != "" else { continue }
            if truthy, value.flag == false { continue }
            return value
        }
        return nil
    }
}

/// A point in time as the API gives it.
public enum Moment: Sendable, Equatable {
    /// Unix time.
    case seconds(Int64)
    /// Whatever the API wrote instead.
    case text(String)
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
