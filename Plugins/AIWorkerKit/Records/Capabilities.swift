/// What an agent can do and what a task asks for: words that compare without case.
public enum Capabilities {
    /// The texts of a JSON array; empty for NULL and for anything else.
    static func list(_ json: String?) -> [String] {
        guard let json, let array = JSON(text: json)?.asArray else { return [] }
        return array.compactMap(\.asString)
    }

    /// What a task asks for, folded; nil when the column holds something else than texts.
    static func needed(_ json: String?) -> Set<String>? {
        guard let json else { return [] }
        guard let value = JSON(text: json) else { return nil }
        if value.isNull { return [] }
        guard let array = value.asArray, array.allSatisfy({ $0.asString != nil }) else { return nil }
        return folded(array.compactMap(\.asString))
    }

    static func folded(_ words: [String]) -> Set<String> { Set(words.map { $0.lowercased() }) }

    static func text(_ words: [String]) -> String { JSON.array(words.map { .string($0) }).text }
}
