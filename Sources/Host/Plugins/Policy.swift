/// What the operator allows, from plugins.json and the command line together. Decides for each tool whether it is on and
/// how it may write, and remembers the rule that decided.
struct Policy: Sendable {
    /// `writes` for all bundles.
    var writes: Placed<WritePolicy>?
    /// `--read-only`: writes are off, whatever the file says.
    var isReadOnly = false
    /// `--toolsets`: only these bundles; nil: all.
    var toolsets: Set<String>?

    init(writes: Placed<WritePolicy>? = nil, isReadOnly: Bool = false, toolsets: Set<String>? = nil) {
        self.writes = writes
        self.isReadOnly = isReadOnly
        self.toolsets = toolsets
    }

    /// The rule that keeps a whole bundle out; nil: it is to be loaded.
    func exclusion(of bundle: BundleEntry) -> PolicyRule? {
        if let enabled = bundle.enabled, !enabled.value { return PolicyRule("\"enabled\": false", enabled.place) }
        if let toolsets, !toolsets.contains(bundle.name) { return PolicyRule("not in --toolsets") }
        return nil
    }

    /// What holds for one tool. Deny beats allow; of all that `writes` settings say the strictest counts.
    func decide(tool: String, hints: ToolHints, in bundle: BundleEntry) -> PolicyDecision {
        let (writes, writesRule) = strictestWrites(tool: tool, in: bundle)
        var decision = PolicyDecision(writes: writes, writesRule: writesRule)
        if let deny = bundle.tools.deny.first(where: { $0.value.matches(tool) }) {
            decision.offRule = PolicyRule("tools.deny \"\(deny.value.pattern)\"", deny.place)
        } else if let allow = bundle.tools.allow, !allow.value.contains(where: { $0.value.matches(tool) }) {
            decision.offRule = PolicyRule("not in tools.allow", allow.place)
        } else if hints.contains(.write), writes == .off {
            decision.offRule = writesRule ?? PolicyRule("writes off")
        }
        return decision
    }

    private func strictestWrites(tool: String, in bundle: BundleEntry) -> (WritePolicy, PolicyRule?) {
        // The rule named first wins among equals: the widest one, which has to go before the others matter.
        var found: (writes: WritePolicy, rule: PolicyRule?) = (.auto, nil)
        func consider(_ writes: WritePolicy, _ rule: PolicyRule) {
            if writes > found.writes { found = (writes, rule) }
        }
        if isReadOnly { consider(.off, PolicyRule("--read-only")) }
        if let writes { consider(writes.value, PolicyRule("policy \"writes\": \"\(writes.value.name)\"", writes.place)) }
        if let writes = bundle.writes { consider(writes.value, PolicyRule("\"writes\": \"\(writes.value.name)\"", writes.place)) }
        if let confirm = bundle.tools.confirm.first(where: { $0.value.matches(tool) }) {
            consider(.confirm, PolicyRule("tools.confirm \"\(confirm.value.pattern)\"", confirm.place))
        }
        return (found.writes, found.rule)
    }
}

/// What is settled for one tool.
struct PolicyDecision: Sendable, Equatable {
    /// `writes` in force.
    var writes: WritePolicy
    /// What set it; nil for the default.
    var writesRule: PolicyRule?
    /// What turned the tool off; nil: it is on.
    var offRule: PolicyRule?

    var isOn: Bool { offRule == nil }
}

/// A rule that decided something, in the operator's words.
struct PolicyRule: Sendable, Equatable, CustomStringConvertible {
    /// `tools.deny "delete_*"`
    var text: String
    /// nil for the command line.
    var place: Place?

    init(_ text: String, _ place: Place? = nil) {
        self.text = text
        self.place = place
    }

    /// `plugins.json:14 tools.deny "delete_*"`
    var description: String { place.map { "\($0.short) \(text)" } ?? text }
}
