// The builders of parameters: each exists only on the type in which the host hands over such an argument. Zero means
// "no such limit" for lengths, which are in Unicode code points.

extension Parameter where Value == Bool {
    /// true or false.
    public static func bool(_ name: String, _ description: String, default fallback: Bool? = nil, title: String = "")
        -> Self
    {
        var form = ParameterForm(type: MCP_TYPE_BOOL, name: name, description: description, title: title)
        form.fallback = fallback.map { .bool($0) }
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_opt_bool {
    /// true, false or absent.
    public static func optionalBool(
        _ name: String, _ description: String, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        Self(form: ParameterForm(
            type: MCP_TYPE_BOOL, name: name, description: description, title: title, isOptional: true, group: group))
    }
}

extension Parameter where Value == Int64 {
    /// A whole number.
    public static func integer(
        _ name: String, _ description: String, in limits: (any Limits<Int>)? = nil, default fallback: Int? = nil,
        choices: [Int] = [], choiceTitles: [String] = [], title: String = ""
    ) -> Self {
        var form = ParameterForm(type: MCP_TYPE_INTEGER, name: name, description: description, title: title)
        form.fallback = fallback.map { .integer(Int64($0)) }
        form.limit(limits)
        form.choices = choices.map { .integer(Int64($0)) }
        form.choiceTitles = choiceTitles
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_opt_integer {
    /// A whole number or nothing.
    public static func optionalInteger(
        _ name: String, _ description: String, in limits: (any Limits<Int>)? = nil, title: String = "",
        group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            type: MCP_TYPE_INTEGER, name: name, description: description, title: title, isOptional: true, group: group)
        form.limit(limits)
        return Self(form: form)
    }
}

extension Parameter where Value == Double {
    /// A number.
    public static func number(
        _ name: String, _ description: String, in limits: (any Limits<Double>)? = nil, default fallback: Double? = nil,
        title: String = ""
    ) -> Self {
        var form = ParameterForm(type: MCP_TYPE_NUMBER, name: name, description: description, title: title)
        form.fallback = fallback.map { .number($0) }
        form.limit(limits)
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_opt_number {
    /// A number or nothing.
    public static func optionalNumber(
        _ name: String, _ description: String, in limits: (any Limits<Double>)? = nil, title: String = "",
        group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            type: MCP_TYPE_NUMBER, name: name, description: description, title: title, isOptional: true, group: group)
        form.limit(limits)
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_str {
    /// Text.
    public static func string(
        _ name: String, _ description: String, minLength: Int = 0, maxLength: Int = 0, default fallback: String? = nil,
        choices: [String] = [], choiceTitles: [String] = [], pattern: String = "", format: TextFormat? = nil,
        title: String = ""
    ) -> Self {
        var form = ParameterForm(type: MCP_TYPE_STRING, name: name, description: description, title: title)
        form.minimumLength = minLength
        form.maximumLength = maxLength
        form.fallback = fallback.map { .string($0) }
        form.choices = choices.map { .string($0) }
        form.choiceTitles = choiceTitles
        form.pattern = pattern
        form.format = format
        return Self(form: form)
    }

    /// Text or nothing: see `Text.optional`.
    public static func optionalString(
        _ name: String, _ description: String, minLength: Int = 0, maxLength: Int = 0, choices: [String] = [],
        pattern: String = "", format: TextFormat? = nil, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            type: MCP_TYPE_STRING, name: name, description: description, title: title, isOptional: true, group: group)
        form.minimumLength = minLength
        form.maximumLength = maxLength
        form.choices = choices.map { .string($0) }
        form.pattern = pattern
        form.format = format
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_json {
    /// Any JSON value.
    public static func json(_ name: String, _ description: String, default fallback: JSON? = nil, title: String = "")
        -> Self
    {
        var form = ParameterForm(type: MCP_TYPE_JSON, name: name, description: description, title: title)
        form.fallback = fallback
        return Self(form: form)
    }

    /// A JSON object.
    public static func object(_ name: String, _ description: String, default fallback: JSON? = nil, title: String = "")
        -> Self
    {
        var form = ParameterForm(type: MCP_TYPE_OBJECT, name: name, description: description, title: title)
        form.fallback = fallback
        return Self(form: form)
    }

    /// A JSON object or nothing.
    public static func optionalObject(
        _ name: String, _ description: String, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        Self(form: ParameterForm(
            type: MCP_TYPE_OBJECT, name: name, description: description, title: title, isOptional: true, group: group))
    }

    /// Any JSON value or nothing.
    public static func optionalJSON(
        _ name: String, _ description: String, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        Self(form: ParameterForm(
            type: MCP_TYPE_JSON, name: name, description: description, title: title, isOptional: true, group: group))
    }
}
