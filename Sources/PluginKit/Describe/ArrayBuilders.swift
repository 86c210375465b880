// The builders of array parameters. `optional: true`: may be absent, see `.optional` of the argument. Zero means "no
// such limit" for counts; limits on values hold for each item.

extension Parameter where Value == mcp_bools {
    /// A list of true and false.
    public static func bools(
        _ name: String, _ description: String, minItems: Int = 0, maxItems: Int = 0, default fallback: [Bool]? = nil,
        optional: Bool = false, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        Self(form: ParameterForm(
            list: MCP_TYPE_BOOLS, name, description, title, optional, minItems, maxItems, group,
            fallback?.map { .bool($0) }))
    }
}

extension Parameter where Value == mcp_integers {
    /// A list of whole numbers.
    public static func integers(
        _ name: String, _ description: String, in limits: (any Limits<Int>)? = nil, minItems: Int = 0,
        maxItems: Int = 0, default fallback: [Int]? = nil, choices: [Int] = [], optional: Bool = false,
        title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            list: MCP_TYPE_INTEGERS, name, description, title, optional, minItems, maxItems, group,
            fallback?.map { .integer(Int64($0)) })
        form.limit(limits)
        form.choices = choices.map { .integer(Int64($0)) }
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_numbers {
    /// A list of numbers.
    public static func numbers(
        _ name: String, _ description: String, in limits: (any Limits<Double>)? = nil, minItems: Int = 0,
        maxItems: Int = 0, default fallback: [Double]? = nil, optional: Bool = false, title: String = "",
        group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            list: MCP_TYPE_NUMBERS, name, description, title, optional, minItems, maxItems, group,
            fallback?.map { .number($0) })
        form.limit(limits)
        return Self(form: form)
    }
}

extension Parameter where Value == mcp_strings {
    /// A list of texts.
    public static func strings(
        _ name: String, _ description: String, minLength: Int = 0, maxLength: Int = 0, minItems: Int = 0,
        maxItems: Int = 0, default fallback: [String]? = nil, choices: [String] = [], choiceTitles: [String] = [],
        pattern: String = "", optional: Bool = false, title: String = "", group: ParameterGroup? = nil
    ) -> Self {
        var form = ParameterForm(
            list: MCP_TYPE_STRINGS, name, description, title, optional, minItems, maxItems, group,
            fallback?.map { .string($0) })
        form.minimumLength = minLength
        form.maximumLength = maxLength
        form.choices = choices.map { .string($0) }
        form.choiceTitles = choiceTitles
        form.pattern = pattern
        return Self(form: form)
    }
}

extension ParameterForm {
    fileprivate init(
        list type: Int, _ name: String, _ description: String, _ title: String, _ isOptional: Bool, _ minItems: Int,
        _ maxItems: Int, _ group: ParameterGroup?, _ fallback: [JSON]?
    ) {
        self.init(type: type, name: name, description: description, title: title, isOptional: isOptional, group: group)
        minimumItems = minItems
        maximumItems = maxItems
        self.fallback = fallback.map { .array($0) }
    }

    mutating func limit(_ limits: (any Limits<Int>)?) {
        if let lowest = limits?.lowest { minimum = mcp_bound(Int64(lowest)) }
        if let highest = limits?.highest { maximum = mcp_bound(Int64(highest)) }
    }

    mutating func limit(_ limits: (any Limits<Double>)?) {
        if let lowest = limits?.lowest { minimum = mcp_bound(lowest) }
        if let highest = limits?.highest { maximum = mcp_bound(highest) }
    }
}
