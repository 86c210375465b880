// The builders of array parameters. `optional: true`: may be absent, see `.optional` of the argument. Zero means "no such
// limit" for counts; limits on values hold for each item.

extension Parameter where Value == mcp_bools {
    /// A list of true and false.
    public static func bools(
        _ name: String, _ description: String, minItems: Int = 0, maxItems: Int = 0, optional: Bool = false,
        title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        Self(form: ParameterForm(
            type: MCP_TYPE_BOOLS, name: name, description: description, title: title, isOptional: optional,
            minimumItems: minItems, maximumItems: maxItems, group: group))
    }
}

extension Parameter where Value == mcp_integers {
    /// A list of whole numbers.
    public static func integers(
        _ name: String, _ description: String, in limits: (any Limits<Int>)? = nil, minItems: Int = 0,
        maxItems: Int = 0, optional: Bool = false, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            type: MCP_TYPE_INTEGERS, name: name, description: description, title: title, isOptional: optional,
            minimumItems: minItems, maximumItems: maxItems, group: group)
        form.limit(limits)
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_numbers {
    /// A list of numbers.
    public static func numbers(
        _ name: String, _ description: String, in limits: (any Limits<Double>)? = nil, minItems: Int = 0,
        maxItems: Int = 0, optional: Bool = false, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            type: MCP_TYPE_NUMBERS, name: name, description: description, title: title, isOptional: optional,
            minimumItems: minItems, maximumItems: maxItems, group: group)
        form.limit(limits)
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_strings {
    /// A list of texts.
    public static func strings(
        _ name: String, _ description: String, minLength: Int = 0, maxLength: Int = 0, minItems: Int = 0,
        maxItems: Int = 0, choices: [String] = [], optional: Bool = false, title: String = "",
        group: ParameterGroup? = nil
    ) -> Self {
        Self(form: ParameterForm(
            type: MCP_TYPE_STRINGS, name: name, description: description, title: title, isOptional: optional,
            choices: choices.map { .string($0) }, minimumLength: minLength, maximumLength: maxLength,
            minimumItems: minItems, maximumItems: maxItems, group: group))
    }
}

extension ParameterForm {
    mutating func limit(_ limits: (any Limits<Int>)?) {
        if let lowest = limits?.lowest { minimum = mcp_bound(Int64(lowest)) }
        if let highest = limits?.highest { maximum = mcp_bound(Int64(highest)) }
    }

    mutating func limit(_ limits: (any Limits<Double>)?) {
        if let lowest = limits?.lowest { minimum = mcp_bound(lowest) }
        if let highest = limits?.highest { maximum = mcp_bound(highest) }
    }
}
