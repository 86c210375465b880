/// The JSON Schema of a tool's parameters, in the plain subset that every client accepts.
enum ParameterSchema {
    static func derive(_ parameters: [Parameter]) -> JSON {
        var schema: JSONObject = ["type": "object"]
        if !parameters.isEmpty {
            schema["properties"] = .object(
                JSONObject(members: parameters.map { JSONObject.Member(name: $0.name, value: property($0)) }))
            let required = parameters.filter { $0.isRequired }.map { JSON.string($0.name) }
            if !required.isEmpty { schema["required"] = .array(required) }
        }
        schema["additionalProperties"] = false
        return .object(schema)
    }

    /// The description of a tool with a sentence for each group: clients handle plain words better than `oneOf`.
    static func description(_ description: String, parameters: [Parameter], groups: [ParameterGroup]) -> String {
        let sentences = groups.map { group in group.rule.sentence(group.members.map { parameters[$0].name }) }
        return ([description] + sentences).joined(separator: " ")
    }

    private static func property(_ parameter: Parameter) -> JSON {
        var schema = JSONObject()
        if parameter.type != .json { schema["type"] = .string(parameter.type.name) }
        if !parameter.title.isEmpty { schema["title"] = .string(parameter.title) }
        if !parameter.description.isEmpty { schema["description"] = .string(parameter.description) }
        let limits = parameter.limits
        if let item = parameter.type.item {
            var items: JSONObject = ["type": .string(item.name)]
            addScalarLimits(limits, to: &items)
            schema["items"] = .object(items)
            if limits.minItems > 0 { schema["minItems"] = .integer(Int64(limits.minItems)) }
            if let most = limits.maxItems { schema["maxItems"] = .integer(Int64(most)) }
        } else {
            addScalarLimits(limits, to: &schema)
        }
        if let fallback = parameter.fallback { schema["default"] = fallback }
        return .object(schema)
    }

    static func addScalarLimits(_ limits: ParameterLimits, to schema: inout JSONObject) {
        if let choices = limits.choices { schema["enum"] = .array(choices) }
        if let minimum = limits.minimum { schema["minimum"] = minimum.json }
        if let maximum = limits.maximum { schema["maximum"] = maximum.json }
        if limits.minLength > 0 { schema["minLength"] = .integer(Int64(limits.minLength)) }
        if let most = limits.maxLength { schema["maxLength"] = .integer(Int64(most)) }
        if let pattern = limits.pattern { schema["pattern"] = .string(pattern.text) }
        if let format = limits.format { schema["format"] = .string(format.rawValue) }
    }
}
