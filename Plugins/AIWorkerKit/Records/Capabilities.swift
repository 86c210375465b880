/// What an agent can do and what a task asks for: words that compare without case.
public enum Capabilities {
    /// The texts of a JSON array; empty for NULL and for anything else.
    static func list(_ json: String?) -> [String] {
        guard let json, let array = JSON(text: json)?.asArray else { return [] }
        return array.compactMap(\.asString)
    }

    static func folded(_ words: [String]) -> Set<String> { Set(words.map { $0.lowercased() }) }

    static func text(_ words: [String]) -> String { JSON.array(words.map { .string($0) }).text }
}
