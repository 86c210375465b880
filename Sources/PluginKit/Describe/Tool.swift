import PluginKitEntry

/// What a tool may do. State `.readOnly` or `.write`: the host enforces it.
public struct Hints: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Changes nothing.
    public static let readOnly = Hints(rawValue: UInt32(MCP_READ_ONLY))
    /// Has an effect in the world; falls under the operator's `writes` setting.
    public static let write = Hints(rawValue: UInt32(MCP_WRITE))
    /// With `.write`: may remove or overwrite, not only add.
    public static let destructive = Hints(rawValue: UInt32(MCP_DESTRUCTIVE))
    /// Repeating it with the same arguments has no further effect.
    public static let idempotent = Hints(rawValue: UInt32(MCP_IDEMPOTENT))
    /// Talks to something outside this machine.
    public static let openWorld = Hints(rawValue: UInt32(MCP_OPEN_WORLD))
}

/// One tool: an exported function and what the host has to know about it.
public struct Tool: Sendable {
    let name: String
    let title: String
    let description: String
    let hints: Hints
    let parameters: [ParameterForm]
    let input: JSON?
    let output: JSON?
    let deadlineMilliseconds: UInt32
    let symbol: String
    /// nil: the bundle exports no function of that name.
    let function: mcp_function?
    /// The exported name of the preview; nil: there is none.
    let previewSymbol: String?
    let preview: mcp_function?

    /// A tool with typed parameters.
    ///
    /// - Parameters:
    ///   - name: 1 to 64 of `a-z A-Z 0-9 _ -`; also the name of the exported function unless `symbol` says otherwise.
    ///   - function: declared `@c public func`. Passed for its type only: the host calls the exported symbol.
    ///   - description: for the model: when to use the tool, what it returns, what to call next.
    ///   - parameters: in the order of the function's parameters.
    ///   - deadline: the longest it should take; nil: the operator's default.
    ///   - output: JSON Schema of the structured result.
    public init<each Value>(
        _ name: String, _ function: (Call, repeat each Value) -> Status, _ description: String, _ hints: Hints,
        _ parameters: repeat Parameter<each Value>, title: String = "", deadline: Duration? = nil,
        output: JSON? = nil, symbol: String? = nil, dso: UnsafeRawPointer = #dsohandle
    ) {
        var forms: [ParameterForm] = []
        for parameter in repeat each parameters { forms.append(parameter.form) }
        self.init(
            name: name, title: title, description: description, hints: hints, parameters: forms, input: nil,
            output: output, deadline: deadline, symbol: symbol ?? name, previewSymbol: nil, dso: dso)
    }

    /// A writing tool with typed parameters and a preview, which says what the tool would do and has the same parameters; see
    /// `Call.preview`.
    ///
    /// - Parameters:
    ///   - preview: passed for its type only, like `function`.
    ///   - previewSymbol: its exported name; nil: that of the tool with `preview_` before it.
    public init<each Value>(
        _ name: String, _ function: (Call, repeat each Value) -> Status, _ description: String, _ hints: Hints,
        _ parameters: repeat Parameter<each Value>, title: String = "", deadline: Duration? = nil,
        output: JSON? = nil, preview: (Call, repeat each Value) -> Status, symbol: String? = nil,
        previewSymbol: String? = nil, dso: UnsafeRawPointer = #dsohandle
    ) {
        var forms: [ParameterForm] = []
        for parameter in repeat each parameters { forms.append(parameter.form) }
        self.init(
            name: name, title: title, description: description, hints: hints, parameters: forms, input: nil,
            output: output, deadline: deadline, symbol: symbol ?? name,
            previewSymbol: previewSymbol ?? "preview_\(symbol ?? name)", dso: dso)
    }

    /// A tool for what parameters cannot express: the host checks the arguments against `input`, a JSON Schema with an
    /// object root, and hands over the whole object.
    public init(
        _ name: String, _ function: (Call, mcp_json) -> Status, _ description: String, _ hints: Hints,
        input: JSON, title: String = "", deadline: Duration? = nil, output: JSON? = nil,
        preview: ((Call, mcp_json) -> Status)? = nil, symbol: String? = nil, previewSymbol: String? = nil,
        dso: UnsafeRawPointer = #dsohandle
    ) {
        self.init(
            name: name, title: title, description: description, hints: hints, parameters: [], input: input,
            output: output, deadline: deadline, symbol: symbol ?? name,
            previewSymbol: preview == nil ? nil : previewSymbol ?? "preview_\(symbol ?? name)", dso: dso)
    }

    private init(
        name: String, title: String, description: String, hints: Hints, parameters: [ParameterForm], input: JSON?,
        output: JSON?, deadline: Duration?, symbol: String, previewSymbol: String?, dso: UnsafeRawPointer
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.hints = hints
        self.parameters = parameters
        self.input = input
        self.output = output
        self.deadlineMilliseconds = UInt32(clamping: deadline?.milliseconds ?? 0)
        self.symbol = symbol
        self.function = plugin_kit_exported(dso, symbol)
        self.previewSymbol = previewSymbol
        self.preview = previewSymbol.flatMap { plugin_kit_exported(dso, $0) }
    }

    /// What is wrong with it, for the operator; nil when all is well.
    var problem: String? {
        if function == nil {
            return "tool \(name): no exported function of that name: declare it `@c public func \(symbol)`"
        }
        guard let previewSymbol, preview == nil else { return nil }
        return "tool \(name): its preview is not exported: declare it `@c public func \(previewSymbol)`"
    }

    func lowered(in arena: Arena) -> mcp_tool {
        mcp_tool(
            struct_size: UInt32(MemoryLayout<mcp_tool>.size),
            hints: hints.rawValue,
            name: arena.text(name),
            title: arena.text(title),
            description: arena.text(description),
            function: function ?? plugin_kit_missing_function(),
            parameters: arena.array(parameters.map { $0.lowered(in: arena) }),
            parameter_count: parameters.count,
            input_schema: arena.json(input),
            output_schema: arena.json(output),
            deadline_ms: deadlineMilliseconds,
            reserved: 0,
            preview: preview)
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, so that a short wait does not become none.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < Int64.max / 1000 else { return .max }
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
