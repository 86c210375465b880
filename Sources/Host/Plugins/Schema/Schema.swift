/// Why a JSON Schema cannot be used.
struct SchemaError: Error, Equatable {
    var message: String
}

/// One way in which a value does not fit a schema.
struct SchemaViolation: Equatable, Sendable {
    /// Where: `filter.tags[2]`, empty for the whole value.
    var path: String
    /// What is wrong, worded to follow the path.
    var message: String

    var text: String { path.isEmpty ? "the value \(message)" : "\(path) \(message)" }
}

/// A compiled JSON Schema of dialect 2020-12. Immutable; checks from any thread.
///
/// All assertion keywords and applicators of the dialect are understood, `format` asserts date, date-time, email, uri and
/// uuid, and `$ref` reaches what is inside the schema itself. What would need a network, another dialect or
/// `$dynamicRef` is refused here, never ignored. Unknown keywords are annotations.
struct Schema: Sendable {
    /// How many violations one check reports.
    static let mostViolations = 12

    let nodes: [SchemaNode]
    let root: Int
    /// Whether any node asks what its neighbours have evaluated; only then is it tracked.
    let tracksEvaluation: Bool

    init(_ json: JSON) throws(SchemaError) {
        var compiler = SchemaCompiler(document: json)
        root = try compiler.compile()
        nodes = compiler.nodes
        tracksEvaluation = nodes.contains { $0.unevaluatedProperties != nil || $0.unevaluatedItems != nil }
    }

    /// What is wrong with a value; empty when it fits. Bounded in depth and in work.
    func violations(of value: JSON) -> [SchemaViolation] {
        var validator = SchemaValidator(schema: self)
        return validator.run(value)
    }
}
