/// One compiled schema or subschema; numbers refer to other nodes. A class, because a check visits many nodes and a copy of
/// one would count references in most of these fields.
final class SchemaNode: @unchecked Sendable {
    // Sendable by hand: only the compiler writes, before the schema exists.

    /// Set for the schemas `true` and `false`.
    var always: Bool?
    var reference: Int?

    var types: Set<String>?
    var enumeration: [JSON]?
    var constant: JSON?

    var minimum: JSON?
    var maximum: JSON?
    var exclusiveMinimum: JSON?
    var exclusiveMaximum: JSON?
    var multipleOf: JSON?

    var minLength: Int?
    var maxLength: Int?
    var pattern: Pattern?
    var format: TextFormat?

    var properties: [String: Int] = [:]
    /// Names of `properties` as written, for messages.
    var propertyNamesInOrder: [String] = []
    var patternProperties: [(pattern: Pattern, node: Int)] = []
    var additionalProperties: Int?
    var propertyNames: Int?
    var required: [String] = []
    var minProperties: Int?
    var maxProperties: Int?
    var dependentRequired: [(name: String, others: [String])] = []
    var dependentSchemas: [(name: String, node: Int)] = []
    var unevaluatedProperties: Int?

    var prefixItems: [Int] = []
    var items: Int?
    var contains: Int?
    var minContains: Int?
    var maxContains: Int?
    var minItems: Int?
    var maxItems: Int?
    var uniqueItems = false
    var unevaluatedItems: Int?

    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: Int?
    var consequence: Int?
    var alternative: Int?
}
