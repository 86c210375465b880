@testable import Host

/// The part of JSON Schema that plugins.schema.json uses, written apart from the code that writes the schema, so that the
/// tests can hold one against the other. An unknown keyword traps the test instead of passing quietly.
struct SchemaSubset {
    let root: JSON

    /// Paths at which `value` does not fit; empty when it does.
    func misfits(_ value: JSON) -> [String] { misfits(value, root, at: "") }

    private func misfits(_ value: JSON, _ schema: JSON, at path: String) -> [String] {
        var found: [String] = []
        for keyword in schema.object?.members ?? [] {
            let rule = keyword.value
            let fits: Bool
            switch keyword.name {
            case "$schema", "$defs", "title", "description": fits = true
            case "$ref":
                let name = (rule.string ?? "").replacing("#/$defs/", with: "")
                fits = root["$defs"]?[name].map { misfits(value, $0, at: path).isEmpty } ?? false
            case "type": fits = (rule.array ?? [rule]).contains { Self.has(value, type: $0.string ?? "") }
            case "enum": fits = rule.array?.contains(value) ?? false
            case "const": fits = rule == value
            case "pattern": fits = value.string.map { Self.matches($0, rule.string ?? "") } ?? true
            case "minLength": fits = value.string.map { $0.unicodeScalars.count >= rule.integer ?? 0 } ?? true
            case "minimum": fits = value.double.map { $0 >= rule.double ?? 0 } ?? true
            case "exclusiveMinimum": fits = value.double.map { $0 > rule.double ?? 0 } ?? true
            case "maximum": fits = value.double.map { $0 <= rule.double ?? 0 } ?? true
            case "anyOf": fits = rule.array?.contains { misfits(value, $0, at: path).isEmpty } ?? false
            case "oneOf": fits = rule.array?.count { misfits(value, $0, at: path).isEmpty } == 1
            case "required": fits = rule.array?.allSatisfy { value.object == nil || value[$0.string ?? ""] != nil } ?? false
            case "items":
                found += (value.array ?? []).flatMap { misfits($0, rule, at: path + "[]") }
                fits = true
            case "propertyNames":
                fits = value.object?.members.allSatisfy { misfits(.string($0.name), rule, at: path).isEmpty } ?? true
            case "properties":
                for member in value.object?.members ?? [] {
                    if let inner = rule[member.name] { found += misfits(member.value, inner, at: "\(path).\(member.name)") }
                }
                fits = true
            case "additionalProperties":
                let others = value.object?.members.filter { schema["properties"]?[$0.name] == nil } ?? []
                if rule == false { found += others.map { "\(path).\($0.name) is unknown" } }
                else { found += others.flatMap { misfits($0.value, rule, at: "\(path).\($0.name)") } }
                fits = true
            default: preconditionFailure("keyword \(keyword.name) is new: teach it to this test")
            }
            if !fits { found.append("\(path) \(keyword.name)") }
        }
        return found
    }

    private static func has(_ value: JSON, type: String) -> Bool {
        switch type {
        case "integer": value.integer != nil
        case "number": value.double != nil
        default: value.kind == type
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.contains(regex.matchingSemantics(.unicodeScalar))
    }
}
