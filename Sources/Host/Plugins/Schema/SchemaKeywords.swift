/// Reads the keywords of one schema that hold no other schemas.
struct SchemaKeywords {
    let object: JSONObject
    let place: String
    let node = SchemaNode()

    private static let typeNames: Set<String> = ["null", "boolean", "object", "array", "number", "integer", "string"]

    init(object: JSONObject, place: String) {
        self.object = object
        self.place = place
    }

    func readAssertions() throws(SchemaError) {
        node.types = try types()
        if let value = object["enum"] {
            guard let list = value.array else { throw SchemaCompiler.wrong("enum", place, "a list") }
            node.enumeration = list
        }
        node.constant = object["const"]
        node.minimum = try number("minimum")
        node.maximum = try number("maximum")
        node.exclusiveMinimum = try number("exclusiveMinimum")
        node.exclusiveMaximum = try number("exclusiveMaximum")
        node.multipleOf = try number("multipleOf")
        if let divisor = node.multipleOf?.double, divisor <= 0 {
            throw SchemaCompiler.wrong("multipleOf", place, "above 0")
        }
        node.minLength = try count("minLength")
        node.maxLength = try count("maxLength")
        if let value = object["pattern"] {
            guard let text = value.string else { throw SchemaCompiler.wrong("pattern", place, "a string") }
            node.pattern = try SchemaKeywords.pattern(text, place)
        }
        if let value = object["format"] {
            guard let name = value.string else { throw SchemaCompiler.wrong("format", place, "a string") }
            // Formats beyond the ones that are checked are annotations, as the dialect has it.
            node.format = TextFormat(rawValue: name)
        }
        node.required = try names("required")
        node.minProperties = try count("minProperties")
        node.maxProperties = try count("maxProperties")
        node.minItems = try count("minItems")
        node.maxItems = try count("maxItems")
        node.minContains = try count("minContains")
        node.maxContains = try count("maxContains")
        if let value = object["uniqueItems"] {
            guard let unique = value.bool else { throw SchemaCompiler.wrong("uniqueItems", place, "a boolean") }
            node.uniqueItems = unique
        }
        try dependentRequired()
    }

    static func pattern(_ text: String, _ place: String) throws(SchemaError) -> Pattern {
        do throws(PatternError) {
            return try Pattern(text)
        } catch {
            let shown = JSON.string(ArgumentProblems.cut(text, 80)).text
            throw SchemaError(message: "at \(SchemaCompiler.shown(place)): pattern \(shown) cannot be used: \(error.message)")
        }
    }

    private func types() throws(SchemaError) -> Set<String>? {
        guard let value = object["type"] else { return nil }
        let list = value.string.map { [JSON.string($0)] } ?? value.array ?? []
        let names = list.compactMap(\.string)
        guard !names.isEmpty, names.count == list.count, SchemaKeywords.typeNames.isSuperset(of: names) else {
            throw SchemaCompiler.wrong("type", place, "one or more of null, boolean, object, array, number, integer, string")
        }
        return Set(names)
    }

    private func number(_ keyword: String) throws(SchemaError) -> JSON? {
        guard let value = object[keyword] else { return nil }
        guard value.double != nil else { throw SchemaCompiler.wrong(keyword, place, "a number") }
        return value
    }

    private func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let value = object[keyword] else { return nil }
        guard let count = value.integer, count >= 0 else { throw SchemaCompiler.wrong(keyword, place, "an integer from 0 on") }
        return Int(count)
    }

    private func names(_ keyword: String) throws(SchemaError) -> [String] {
        guard let value = object[keyword] else { return [] }
        guard let list = value.array, case let names = list.compactMap(\.string), names.count == list.count else {
            throw SchemaCompiler.wrong(keyword, place, "a list of strings")
        }
        return names
    }

    private func dependentRequired() throws(SchemaError) {
        guard let value = object["dependentRequired"] else { return }
        guard let members = value.object else { throw SchemaCompiler.wrong("dependentRequired", place, "an object") }
        for member in members.members {
            guard let list = member.value.array, case let names = list.compactMap(\.string), names.count == list.count else {
                throw SchemaCompiler.wrong("dependentRequired", place, "an object of lists of strings")
            }
            node.dependentRequired.append((member.name, names))
        }
    }
}
