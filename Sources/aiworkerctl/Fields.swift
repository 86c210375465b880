import AIWorkerKit

/// Names and values under each other.
struct Fields {
    private let object: JSON

    init(_ object: JSON) { self.object = object }

    var text: String {
        let members = object.asObject?.members ?? []
        let width = members.map(\.key.count).max() ?? 0
        return members.compactMap { key, value in
            let shown: String
            switch value {
            case .null: return nil
            case .string(let text): shown = Printable.lines(text).replacing("\n", with: "\n" + String(repeating: " ", count: width + 2))
            case .array(let items) where items.allSatisfy({ $0.asString != nil }):
                if items.isEmpty { return nil }
                shown = items.compactMap(\.asString).map(Printable.line).joined(separator: ", ")
            default: shown = Printable.line(value.text)
            }
            return key + String(repeating: " ", count: width - key.count + 2) + shown
        }.joined(separator: "\n")
    }
}
