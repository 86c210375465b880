/// Compiles the JSON of a schema into nodes.
struct SchemaCompiler {
    static let largestDepth = 64
    static let mostNodes = 10_000

    private(set) var nodes: [SchemaNode] = []
    private let document: JSON
    /// Nodes by their place in the document, as a JSON pointer.
    private var places: [String: Int] = [:]
    private var references = SchemaReferences()
    private var pending: [(node: Int, reference: String, resource: String)] = []

    init(document: JSON) { self.document = document }

    /// - Returns: the node of the whole document.
    mutating func compile() throws(SchemaError) -> Int {
        let root = try subschema(document, at: "", resource: "", depth: 0)
        // Resolving may compile places that no keyword leads to, with references of their own.
        while let next = pending.popLast() {
            let place = try references.place(of: next.reference, in: next.resource)
            if let known = places[place] {
                nodes[next.node].reference = known
            } else {
                guard let json = SchemaReferences.value(in: document, at: place) else {
                    throw SchemaError(message: "it refers to \(next.reference), which it does not contain")
                }
                nodes[next.node].reference = try subschema(json, at: place, resource: next.resource, depth: 0)
            }
        }
        return root
    }

    mutating func subschema(_ json: JSON, at place: String, resource: String, depth: Int) throws(SchemaError) -> Int {
        guard depth <= SchemaCompiler.largestDepth else {
            throw SchemaError(message: "it nests deeper than \(SchemaCompiler.largestDepth) levels")
        }
        guard nodes.count < SchemaCompiler.mostNodes else {
            throw SchemaError(message: "it has more than \(SchemaCompiler.mostNodes) subschemas")
        }
        let index = nodes.count
        nodes.append(SchemaNode())
        places[place] = index
        switch json {
        case .bool(let bool): nodes[index].always = bool
        case .object(let object):
            var resource = resource
            try checkDialect(object)
            if let id = object["$id"] {
                guard let id = id.string else { throw SchemaCompiler.wrong("$id", place, "a string") }
                resource = place
                references.add(id: id, at: place)
            }
            if let anchor = object["$anchor"] {
                guard let anchor = anchor.string else { throw SchemaCompiler.wrong("$anchor", place, "a string") }
                references.add(anchor: anchor, in: resource, at: place)
            }
            if let reference = object["$ref"] {
                guard let reference = reference.string else { throw SchemaCompiler.wrong("$ref", place, "a string") }
                pending.append((index, reference, resource))
            }
            let reader = SchemaKeywords(object: object, place: place)
            try reader.readAssertions()
            nodes[index] = reader.node
            try applicators(object, index, place, resource, depth)
        default: throw SchemaError(message: "at \(SchemaCompiler.shown(place)): a schema must be an object or a boolean")
        }
        return index
    }

    private func checkDialect(_ object: JSONObject) throws(SchemaError) {
        if let dialect = object["$schema"] {
            let known = ["https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/schema#"]
            guard let name = dialect.string, known.contains(name) else {
                let shown = ArgumentProblems.cut(dialect.string ?? dialect.text, 100)
                throw SchemaError(message: "its dialect \(shown) is not supported; use https://json-schema.org/draft/2020-12/schema")
            }
        }
        for keyword in ["$dynamicRef", "$recursiveRef"] where object[keyword] != nil {
            throw SchemaError(message: "\(keyword) is not supported; use $ref")
        }
    }

    /// Keywords that hold other schemas.
    private mutating func applicators(
        _ object: JSONObject, _ index: Int, _ place: String, _ resource: String, _ depth: Int
    ) throws(SchemaError) {
        for keyword in ["$defs", "definitions"] {
            for (_, json, place) in try members(object, keyword, place) {
                _ = try subschema(json, at: place, resource: resource, depth: depth + 1)
            }
        }
        for (name, json, place) in try members(object, "properties", place) {
            nodes[index].properties[name] = try subschema(json, at: place, resource: resource, depth: depth + 1)
            nodes[index].propertyNamesInOrder.append(name)
        }
        for (name, json, place) in try members(object, "patternProperties", place) {
            let pattern = try SchemaKeywords.pattern(name, place)
            nodes[index].patternProperties.append(
                (pattern, try subschema(json, at: place, resource: resource, depth: depth + 1)))
        }
        for (name, json, place) in try members(object, "dependentSchemas", place) {
            nodes[index].dependentSchemas.append(
                (name, try subschema(json, at: place, resource: resource, depth: depth + 1)))
        }
        nodes[index].additionalProperties = try single(object, "additionalProperties", place, resource, depth)
        nodes[index].propertyNames = try single(object, "propertyNames", place, resource, depth)
        nodes[index].unevaluatedProperties = try single(object, "unevaluatedProperties", place, resource, depth)
        nodes[index].items = try single(object, "items", place, resource, depth)
        nodes[index].contains = try single(object, "contains", place, resource, depth)
        nodes[index].unevaluatedItems = try single(object, "unevaluatedItems", place, resource, depth)
        nodes[index].not = try single(object, "not", place, resource, depth)
        nodes[index].condition = try single(object, "if", place, resource, depth)
        nodes[index].consequence = try single(object, "then", place, resource, depth)
        nodes[index].alternative = try single(object, "else", place, resource, depth)
        nodes[index].prefixItems = try list(object, "prefixItems", place, resource, depth)
        nodes[index].allOf = try list(object, "allOf", place, resource, depth)
        nodes[index].anyOf = try list(object, "anyOf", place, resource, depth)
        nodes[index].oneOf = try list(object, "oneOf", place, resource, depth)
    }

    private func members(
        _ object: JSONObject, _ keyword: String, _ place: String
    ) throws(SchemaError) -> [(name: String, json: JSON, place: String)] {
        guard let value = object[keyword] else { return [] }
        guard let members = value.object else { throw SchemaCompiler.wrong(keyword, place, "an object") }
        return members.members.map { ($0.name, $0.value, "\(place)/\(keyword)/\(SchemaReferences.escape($0.name))") }
    }

    private mutating func single(
        _ object: JSONObject, _ keyword: String, _ place: String, _ resource: String, _ depth: Int
    ) throws(SchemaError) -> Int? {
        guard let value = object[keyword] else { return nil }
        return try subschema(value, at: "\(place)/\(keyword)", resource: resource, depth: depth + 1)
    }

    private mutating func list(
        _ object: JSONObject, _ keyword: String, _ place: String, _ resource: String, _ depth: Int
    ) throws(SchemaError) -> [Int] {
        guard let value = object[keyword] else { return [] }
        guard let list = value.array, !list.isEmpty else {
            throw SchemaCompiler.wrong(keyword, place, "a list with at least one schema")
        }
        var indices: [Int] = []
        for (position, json) in list.enumerated() {
            indices.append(try subschema(json, at: "\(place)/\(keyword)/\(position)", resource: resource, depth: depth + 1))
        }
        return indices
    }

    static func wrong(_ keyword: String, _ place: String, _ expected: String) -> SchemaError {
        SchemaError(message: "at \(shown(place)): \(keyword) must be \(expected)")
    }

    static func shown(_ place: String) -> String { place.isEmpty ? "its root" : ArgumentProblems.cut(place, 200) }
}
