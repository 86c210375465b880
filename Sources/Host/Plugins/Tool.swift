/// A tool that is on: its definition, the policy in force for it, and the way to run it.
final class Tool: Sendable {
    let definition: ToolDefinition
    /// The name of its bundle in plugins.json.
    let bundleName: String
    /// Names of the sessions its bundle may use.
    let sessions: Set<String>
    /// `writes` in force for this tool, the strictest of policy, bundle and tool.
    let writes: WritePolicy
    /// What set it, in the operator's words; nil for the default.
    let writesRule: PolicyRule?
    /// The argument that brings a confirmation from the chat; nil when none is taken.
    let confirmationName: String?
    /// The line of execution it belongs to: calls on one lane run one after the other.
    let lane: Lane
    /// Largest answer in bytes.
    let resultLimit: Int
    /// Whether its failures are JSON texts (MCP_JSON_FAILURES).
    let hasJSONFailures: Bool
    /// What is wrong with the arguments, before anybody is asked to confirm them; nil when they are fine.
    let check: @Sendable (JSONObject) -> Failure?
    /// Waits until its bundle is ready; returns why it will not be.
    let prepare: @Sendable () -> String?
    /// Runs the tool on the calling worker thread and returns when the function has. Never throws, never blocks the
    /// protocol.
    let invoke: @Sendable (ToolCall) -> CallOutcome
    /// Runs the tool's preview in the same way; nil when it has none. Its text says what `invoke` would do.
    let preview: (@Sendable (ToolCall) -> CallOutcome)?

    init(
        definition: ToolDefinition, bundleName: String, sessions: Set<String> = [], writes: WritePolicy = .auto,
        writesRule: PolicyRule? = nil, confirmsInChat: Bool = true,
        lane: Lane,
        resultLimit: Int = 1 << 20, hasJSONFailures: Bool = false, check: @escaping @Sendable (JSONObject) -> Failure? = { _ in nil },
        prepare: @escaping @Sendable () -> String? = { nil },
        preview: (@Sendable (ToolCall) -> CallOutcome)? = nil, invoke: @escaping @Sendable (ToolCall) -> CallOutcome
    ) {
        var definition = definition
        confirmationName =
            confirmsInChat && definition.hints.contains(.write) && writes == .confirm
            ? ConfirmationArgument.name(beside: definition.inputSchema) : nil
        if let confirmationName {
            definition.inputSchema = ConfirmationArgument.adding(confirmationName, to: definition.inputSchema)
        }
        self.definition = definition
        self.bundleName = bundleName
        self.sessions = sessions
        self.writes = writes
        self.writesRule = writesRule
        self.lane = lane
        self.resultLimit = resultLimit
        self.hasJSONFailures = hasJSONFailures
        self.check = check
        self.prepare = prepare
        self.invoke = invoke
        self.preview = preview
    }

    /// Whether a person has to agree before it runs.
    var needsConfirmation: Bool { definition.hints.contains(.write) && writes == .confirm }
}
