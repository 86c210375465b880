/// The form of a question as a flat elicitation schema of 2025-11-25: an object of primitive properties.
enum QuestionSchema {
    /// Why a parameter cannot be a field of a form; nil when it can.
    static func problem(of parameter: Parameter) -> String? {
        let limits = parameter.limits
        switch parameter.type {
        case .bool, .number: break
        case .integer: if limits.choices != nil { return "choices of a form are strings; list them as strings" }
        case .string:
            if limits.pattern != nil { return "a form has no patterns" }
            if limits.format == .uuid { return "a form knows the formats date, date-time, email and uri only" }
        case .strings:
            if limits.choices == nil { return "an array in a form needs choices" }
            if limits.pattern != nil || limits.format != nil || limits.minLength > 0 || limits.maxLength != nil {
                return "an array in a form has no limits besides its choices and counts"
            }
        default: return "a form has booleans, integers, numbers, strings and string arrays with choices only"
        }
        if parameter.group != nil { return "a form has no groups" }
        return nil
    }

    static func derive(_ fields: [Parameter]) -> JSON {
        var properties = JSONObject()
        for field in fields { properties[field.name] = property(field) }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = fields.filter { $0.isRequired }.map { JSON.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        return .object(schema)
    }

    private static func property(_ field: Parameter) -> JSON {
        var schema = JSONObject()
        schema["type"] = .string(field.type.name)
        if !field.title.isEmpty { schema["title"] = .string(field.title) }
        if !field.description.isEmpty { schema["description"] = .string(field.description) }
        let limits = field.limits
        if field.type.isArray {
            if limits.minItems > 0 { schema["minItems"] = .integer(Int64(limits.minItems)) }
            if let most = limits.maxItems { schema["maxItems"] = .integer(Int64(most)) }
            let titles = field.choiceTitles
            schema["items"] =
                titles.isEmpty
                ? ["type": "string", "enum": .array(limits.choices ?? [])]
                : ["anyOf": .array(titled(limits.choices ?? [], titles))]
        } else if let choices = limits.choices {
            if field.choiceTitles.isEmpty {
                schema["enum"] = .array(choices)
            } else {
                schema["oneOf"] = .array(titled(choices, field.choiceTitles))
            }
        } else {
            ParameterSchema.addScalarLimits(limits, to: &schema)
        }
        if let fallback = field.fallback { schema["default"] = fallback }
        return .object(schema)
    }

    private static func titled(_ choices: [JSON], _ titles: [String]) -> [JSON] {
        zip(choices, titles).map { choice, title in ["const": choice, "title": .string(title)] }
    }
}
