/// A tool as one line for people: `greet(name: string, times: integer = 1)   read-only`.
enum SignatureLine {
    static func text(_ tool: ToolDefinition) -> String { "\(signature(tool))   \(effect(tool.hints))" }

    /// Name and parameters; `?` marks one that may be left out and has no default.
    static func signature(_ tool: ToolDefinition) -> String {
        let required = Set((tool.inputSchema["required"]?.array ?? []).compactMap(\.string))
        let parameters = (tool.inputSchema["properties"]?.object?.members ?? []).map { property in
            var text = property.name
            let fallback = property.value["default"]
            if !required.contains(property.name), fallback == nil { text += "?" }
            text += ": \(type(property.value))"
            if let fallback { text += " = \(fallback.text)" }
            return text
        }
        return "\(tool.name)(\(parameters.joined(separator: ", ")))"
    }

    /// `read-only`, `writes` or `writes, destructive`; and whether it has a preview for the person who confirms it.
    static func effect(_ hints: ToolHints, hasPreview: Bool = false) -> String {
        if !hints.contains(.write) { return "read-only" }
        return (hints.contains(.destructive) ? "writes, destructive" : "writes") + (hasPreview ? ", preview" : "")
    }

    private static func type(_ schema: JSON) -> String {
        if let choices = schema["enum"]?.array {
            let shown = choices.prefix(4).map(\.text).joined(separator: "|")
            return choices.count > 4 ? shown + "|…" : shown
        }
        guard let type = schema["type"] else { return "any" }
        if let types = type.array { return types.compactMap(\.string).joined(separator: "|") }
        if type == "array" { return "[\(schema["items"].map(self.type) ?? "any")]" }
        return type.string ?? "any"
    }
}
