/// A bundle that passed all checks, ready to be called.
final class LoadedBundle: Sendable {
    /// Its name in plugins.json.
    let name: String
    let path: String
    let id: String
    let version: String
    let title: String
    /// Of the header it was built with: `1.0`.
    let abi: String
    /// Ids of the services it asks for, with a question mark for those it can do without.
    let needs: [String]
    /// In the order of the descriptor.
    let tools: [DescribedTool]
    /// Whether its failures are JSON texts.
    let hasJSONFailures: Bool
    /// Where its calls run: one at a time unless the bundle said that it is thread-safe.
    let lane: Lane
    /// Starting and ending it.
    let life: BundleLife

    init(path: String, plugin: DescribedPlugin, host: HostHandle) {
        name = host.bundleName
        self.path = path
        id = plugin.id
        version = plugin.version
        title = plugin.title
        abi = "1.\(plugin.abiRevision)"
        needs = plugin.needs
        tools = plugin.tools
        hasJSONFailures = plugin.hasJSONFailures
        lane = Lane(name: host.bundleName, isSerial: !plugin.isThreadSafe)
        life = BundleLife(host: host, start: plugin.start, end: plugin.end)
    }

    /// The tools that the operator allows, as the rest of the host knows them.
    ///
    /// - Parameters:
    ///   - sessions: the sessions granted to the bundle.
    ///   - writes: the policy in force for a tool.
    ///   - writesRule: what set that policy.
    ///   - confirmsInChat: whether a confirmation may come from the chat.
    ///   - deadline: the operator's longest time of one call in milliseconds; a tool's own can only be shorter.
    ///   - resultLimit: largest answer in bytes.
    ///   - allowed: whether a tool is on.
    func makeTools(
        sessions: Set<String>, writes: (String) -> WritePolicy, writesRule: PolicyRule? = nil, confirmsInChat: Bool = true, deadline: Int64, resultLimit: Int,
        allowed: (String) -> Bool
    ) -> [Tool] {
        tools.filter { allowed($0.name) }.map { tool in
            let own = tool.deadlineMilliseconds
            let definition = ToolDefinition(
                name: tool.name, title: tool.title, description: tool.description, hints: tool.hints,
                inputSchema: tool.inputSchema, outputSchema: tool.outputSchema,
                deadlineMilliseconds: own > 0 ? min(own, deadline) : deadline)
            let invoker = Invoker(tool: tool, life: life)
            return Tool(
                definition: definition, bundleName: name, sessions: sessions, writes: writes(tool.name), writesRule: writesRule,
                confirmsInChat: confirmsInChat, lane: lane,
                resultLimit: resultLimit, hasJSONFailures: hasJSONFailures, check: { invoker.check($0) },
                prepare: { [life] in life.prepare() }, preview: invoker.preview,
                invoke: { invoker.invoke($0) })
        }
    }
}
