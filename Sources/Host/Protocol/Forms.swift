/// Elicitation forms: who can be sent one, in which words, and what an answer means.
enum Forms {
    /// `elicitation: {}` means forms; with members, `form` must be among them (L-33, M-43).
    static func areSupported(by capabilities: JSONObject) -> Bool {
        guard case .object(let elicitation)? = capabilities["elicitation"] else { return false }
        return elicitation.isEmpty || elicitation["form"]?.object != nil
    }

    /// The form in the words of a revision; nil when the revision cannot express it (L-20).
    static func adapted(_ schema: JSON, to revision: Revision) -> JSON? {
        guard !revision.hasRichForms, var form = schema.object else { return schema }
        guard let fields = form["properties"]?.object else { return schema }
        var adapted = JSONObject()
        for field in fields.members {
            guard let plain = plain(field.value) else { return nil }
            adapted[field.name] = plain
        }
        form["properties"] = .object(adapted)
        form["$schema"] = nil
        return .object(form)
    }

    /// A field for 2025-06-18: `enum` with `enumNames` instead of `oneOf`, no multiple selection, defaults for booleans only.
    private static func plain(_ field: JSON) -> JSON? {
        guard var object = field.object, object["type"] != "array" else { return nil }
        if object["type"] != "boolean" { object["default"] = nil }
        if let choices = object["oneOf"]?.array {
            object["oneOf"] = nil
            object["enum"] = .array(choices.compactMap { $0["const"] })
            object["enumNames"] = .array(choices.compactMap { $0["title"] ?? $0["const"] })
        }
        return .object(object)
    }

    /// Reads an `ElicitResult`; nil when it is none, or its content does not fit the form.
    static func answer(_ result: JSON, to question: Question) -> Answer? {
        guard case .string(let action)? = result["action"] else { return nil }
        switch action {
        case "decline": return .declined
        case "cancel": return .dismissed
        case "accept":
            let content: JSONObject
            switch result["content"] {
            case nil: content = JSONObject()
            case .object(let object)?: content = object
            case _?: return nil
            }
            return fits(content, question.schema) ? .accepted(content) : nil
        default: return nil
        }
    }

    /// Whether accepted content keeps the form (L-20, M-47).
    static func fits(_ content: JSONObject, _ schema: JSON) -> Bool {
        FormCheck(schema: schema).accepts(content)
    }
}
