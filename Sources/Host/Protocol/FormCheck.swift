/// Checks the content of an accepted form against its flat schema: the restricted subset that elicitation allows.
struct FormCheck {
    let schema: JSON

    func accepts(_ content: JSONObject) -> Bool {
        let fields = schema["properties"]?.object ?? JSONObject()
        for name in schema["required"]?.array ?? [] {
            guard let name = name.string, content[name] != nil else { return false }
        }
        return content.members.allSatisfy { member in
            guard let field = fields[member.name] else { return false }
            return accepts(member.value, field)
        }
    }

    private func accepts(_ value: JSON, _ field: JSON) -> Bool {
        switch field["type"]?.string {
        case "boolean": return value.bool != nil
        case "integer": return value.integer != nil && isInRange(value, field)
        case "number": return value.double != nil && isInRange(value, field)
        case "string":
            guard let text = value.string else { return false }
            if let choices = FormCheck.choices(field) { return choices.contains(value) }
            let length = Int64(text.unicodeScalars.count)
            return length >= field["minLength"]?.integer ?? 0 && length <= field["maxLength"]?.integer ?? .max
        case "array":
            guard let items = value.array else { return false }
            let choices = field["items"].flatMap(FormCheck.choices) ?? []
            let count = Int64(items.count)
            return items.allSatisfy { choices.contains($0) } && count >= field["minItems"]?.integer ?? 0
                && count <= field["maxItems"]?.integer ?? .max
        default: return true
        }
    }

    private func isInRange(_ value: JSON, _ field: JSON) -> Bool {
        guard let number = value.double else { return false }
        return number >= field["minimum"]?.double ?? -.infinity && number <= field["maximum"]?.double ?? .infinity
    }

    private static func choices(_ field: JSON) -> [JSON]? {
        if let list = field["enum"]?.array { return list }
        let titled = field["oneOf"]?.array ?? field["anyOf"]?.array
        return titled?.compactMap { $0["const"] }
    }
}
