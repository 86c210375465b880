/// The published form of a shape: JSON Schema 2020-12.
extension Shape {
    /// The whole document.
    static func document(title: String, description: String, root: Shape) -> JSON {
        var document: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title), "description": .string(description),
        ]
        for member in root.schema.object?.members ?? [] { document[member.name] = member.value }
        document["$defs"] = [
            "text": [
                "description": "Text in which ${NAME} and ${NAME:-default} are replaced from the environment; $$ is one $.",
                "type": "string", "pattern": .string(Environment.textPattern),
            ],
            "reference": [
                "description": "One ${NAME} or ${NAME:-default} in place of the value.",
                "type": "string", "pattern": .string(Environment.referencePattern),
            ],
            "value": [
                "anyOf": [
                    ["$ref": "#/$defs/text"], ["type": ["null", "boolean", "number"]],
                    ["type": "array", "items": ["$ref": "#/$defs/value"]],
                    ["type": "object", "additionalProperties": ["$ref": "#/$defs/value"]],
                ]
            ],
        ]
        return .object(document)
    }

    var schema: JSON {
        switch self {
        case .object(let keys): return Self.object(keys)
        case .named(let noun, let inner):
            var schema: JSONObject = ["type": "object", "additionalProperties": inner.schema]
            if ["bundle", "session"].contains(noun) { schema["propertyNames"] = ["pattern": .string(Self.namePattern)] }
            return .object(schema)
        case .kinds(let kinds):
            return [
                "type": "object", "required": ["kind"],
                "oneOf": .array(kinds.map { kind in
                    var schema = Self.object(kind.keys).object ?? JSONObject()
                    var properties: JSONObject = ["kind": ["const": .string(kind.kind), "description": .string(kind.description)]]
                    for member in schema["properties"]?.object?.members ?? [] { properties[member.name] = member.value }
                    schema["properties"] = .object(properties)
                    schema["required"] = .array(["kind"] + (schema["required"]?.array ?? []))
                    return .object(schema)
                }),
            ]
        case .list(let inner): return ["type": "array", "items": inner.schema]
        case .text(.notEmpty): return ["$ref": "#/$defs/text", "minLength": 1]
        case .text: return ["$ref": "#/$defs/text"]
        case .choice(let words): return Self.orReference(["enum": .array(words.map { .string($0) })])
        case .flag: return Self.orReference(["type": "boolean"])
        case .integer(let range):
            return Self.orReference(["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
        case .number(let range, let isAbove):
            return Self.orReference([
                "type": "number", isAbove ? "exclusiveMinimum" : "minimum": JSON(range.lowerBound), "maximum": JSON(range.upperBound),
            ])
        case .anything: return ["$ref": "#/$defs/value"]
        }
    }

    private static func orReference(_ schema: JSON) -> JSON { ["anyOf": [schema, ["$ref": "#/$defs/reference"]]] }

    private static func object(_ keys: [Key]) -> JSON {
        var properties = JSONObject()
        for key in keys {
            var schema: JSONObject = ["description": .string(key.description)]
            for member in key.shape.schema.object?.members ?? [] { schema[member.name] = member.value }
            properties[key.name] = .object(schema)
        }
        var schema: JSONObject = ["type": "object", "additionalProperties": false, "properties": .object(properties)]
        let required = keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
        return .object(schema)
    }
}
