/// Arguments of a tool as typed on a command line: one JSON object, or `key=value` words.
enum ArgumentWords {
    struct Mistake: Error, Equatable {
        var message: String
    }

    /// - Parameter schema: the tool's input schema; it says which type each key has.
    static func parse(_ words: [String], schema: JSON) throws(Mistake) -> JSONObject {
        if words.count == 1, words[0].first(where: { !$0.isWhitespace }) == "{" {
            do {
                return try JSON(parsing: words[0]).object ?? JSONObject()
            } catch {
                throw Mistake(message: "the arguments are not JSON: \(error.message) (byte \(error.offset))")
            }
        }
        var arguments = JSONObject()
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
                // The word itself is not repeated: it may be a secret that slipped.
                throw Mistake(message: "an argument is key=value, or all of them are one JSON object")
            }
            let key = String(word[..<equals])
            let text = String(word[word.index(after: equals)...])
            let property = schema["properties"]?[key]
            if let earlier = arguments[key] {
                guard types(property).contains("array") else { throw Mistake(message: "\(key) is given twice") }
                arguments[key] = .array((earlier.array ?? [earlier]) + items(text, property))
            } else {
                arguments[key] = value(text, property)
            }
        }
        return arguments
    }

    /// The text as the type that the schema names; as a string when it does not fit, so that the tool's own check says why.
    private static func value(_ text: String, _ property: JSON?) -> JSON {
        let types = types(property)
        if types.contains("array") { return .array(items(text, property)) }
        if types.contains("string") { return .string(text) }
        guard let json = try? JSON(parsing: text) else { return .string(text) }
        // Without a type anything goes: JSON where it is JSON, text where it is not.
        guard !types.isEmpty else { return json }
        return types.contains { fits(json, $0) } ? json : .string(text)
    }

    /// `[1,2]` gives two items, any other text one.
    private static func items(_ text: String, _ property: JSON?) -> [JSON] {
        if text.hasPrefix("["), let items = (try? JSON(parsing: text))?.array { return items }
        return [value(text, property?["items"])]
    }

    private static func fits(_ json: JSON, _ type: String) -> Bool {
        switch type {
        case "integer": json.integer != nil
        case "number": json.double != nil
        default: json.kind == type
        }
    }

    private static func types(_ property: JSON?) -> [String] {
        guard let type = property?["type"] else { return [] }
        return type.string.map { [$0] } ?? (type.array ?? []).compactMap(\.string)
    }
}
