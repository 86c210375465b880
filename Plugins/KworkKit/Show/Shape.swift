import PluginKit

/// The structured form of a record: one list of fields gives both the JSON Schema and the value, so that an answer
/// always fits what its tool promises. A field whose value is optional is left out when there is none.
public struct Shape<Record>: Sendable {
    let fields: [Field]

    public init(_ fields: Field...) { self.fields = fields }

    /// For records that share some of their fields.
    public init(_ fields: [Field]) { self.fields = fields }

    /// For a record that shows nothing but a part of it.
    public init<Part>(_ shape: Shape<Part>, _ part: @escaping @Sendable (Record) -> Part) {
        fields = shape.fields.map { field in
            Field(name: field.name, schema: field.schema, isRequired: field.isRequired) { field.value(part($0)) }
        }
    }

    /// One member of the object.
    public struct Field: Sendable {
        let name: String
        let schema: JSON
        let isRequired: Bool
        let value: @Sendable (Record) -> JSON?
    }

    /// In the plain subset that every client accepts: no type lists, no references.
    public var schema: JSON {
        var properties = JSON.Object()
        for field in fields { properties.append(field.name, field.schema) }
        return [
            "type": "object",
            "properties": .object(properties),
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }

    public func value(_ record: Record) -> JSON {
        var members = JSON.Object()
        for field in fields {
            if let value = field.value(record) { members.append(field.name, value) }
        }
        return .object(members)
    }
}

extension JSON {
    /// A whole number is written 5, not 5.0.
    fileprivate init(shortest value: Double) { self = Int64(exactly: value).map { .integer($0) } ?? .number(value) }
}

extension Shape.Field {
    private static func scalar(
        _ type: JSON, _ name: String, _ description: String, required: Bool,
        _ value: @escaping @Sendable (Record) -> JSON?
    ) -> Self {
        Self(
            name: name, schema: ["type": type, "description": .string(description)], isRequired: required, value: value)
    }

    public static func integer(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Int64
    ) -> Self { scalar("integer", name, description, required: true) { .integer(value($0)) } }

    public static func integer(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Int64?
    ) -> Self { scalar("integer", name, description, required: false) { value($0).map { .integer($0) } } }

    public static func number(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Double
    ) -> Self { scalar("number", name, description, required: true) { JSON(shortest: value($0)) } }

    public static func number(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Double?
    ) -> Self { scalar("number", name, description, required: false) { value($0).map { JSON(shortest: $0) } } }

    public static func string(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> String
    ) -> Self { scalar("string", name, description, required: true) { .string(value($0)) } }

    public static func string(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> String?
    ) -> Self { scalar("string", name, description, required: false) { value($0).map { .string($0) } } }

    public static func bool(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Bool
    ) -> Self { scalar("boolean", name, description, required: true) { .bool(value($0)) } }

    public static func bool(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Bool?
    ) -> Self { scalar("boolean", name, description, required: false) { value($0).map { .bool($0) } } }

    /// A time in ISO 8601.
    public static func moment(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> Moment?
    ) -> Self { scalar("string", name, description, required: false) { value($0).map { .string($0.iso) } } }

    /// A nested object.
    public static func object<Part>(
        _ name: String, _ shape: Shape<Part>, _ value: @escaping @Sendable (Record) -> Part
    ) -> Self { Self(name: name, schema: shape.schema, isRequired: true) { shape.value(value($0)) } }

    /// A list of objects.
    public static func list<Part>(
        _ name: String, _ description: String, _ shape: Shape<Part>,
        _ value: @escaping @Sendable (Record) -> [Part]
    ) -> Self {
        Self(
            name: name,
            schema: ["type": "array", "description": .string(description), "items": shape.schema],
            isRequired: true) { .array(value($0).map { shape.value($0) }) }
    }

    /// A list of whole numbers; left out when nil.
    public static func integers(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> [Int64]?
    ) -> Self {
        Self(
            name: name,
            schema: ["type": "array", "description": .string(description), "items": ["type": "integer"]],
            isRequired: false) { value($0).map { .array($0.map { .integer($0) }) } }
    }

    /// A list of texts; left out when empty.
    public static func strings(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> [String]
    ) -> Self {
        Self(
            name: name,
            schema: ["type": "array", "description": .string(description), "items": ["type": "string"]],
            isRequired: false) { record in
                let texts = value(record)
                return texts.isEmpty ? nil : .array(texts.map { .string($0) })
            }
    }

    /// An object of counters whose names are not known beforehand.
    public static func counters(
        _ name: String, _ description: String, _ value: @escaping @Sendable (Record) -> [(String, JSON)]
    ) -> Self {
        Self(
            name: name,
            schema: [
                "type": "array", "description": .string(description),
                "items": [
                    "type": "object",
                    "properties": ["name": ["type": "string"], "value": ["type": "string"]],
                    "required": ["name", "value"], "additionalProperties": false,
                ],
            ],
            isRequired: true
        ) {
            .array(value($0).map { ["name": .string($0.0), "value": .string($0.1.words ?? $0.1.text)] })
        }
    }
}
