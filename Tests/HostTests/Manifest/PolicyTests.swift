import Testing

@testable import Host

@Suite struct PolicyTests {
    /// Decides one tool of bundle `b`, whose entry is given without its path.
    private func decide(
        _ tool: String, _ hints: ToolHints = .readOnly, entry: String, policy: String = "{}", readOnly: Bool = false
    ) throws -> PolicyDecision {
        let separator = entry.isEmpty ? "" : ","
        let read = manifest("{\n\"plugins\": {\"b\": {\"path\": \"b.so\"\(separator)\n\(entry)}},\n\"policy\": \(policy)}")
        try #require(read.lines == [])
        return Policy(writes: read.policy.writes, isReadOnly: readOnly).decide(tool: tool, hints: hints, in: read.bundles[0])
    }

    @Test("allow and deny: deny wins, and the rule is named", arguments: [
        ("", "get_x", nil),
        (#""tools": {"deny": ["del*"]}"#, "get_x", nil),
        (#""tools": {"deny": ["a", "del*"]}"#, "delete_x", #"plugins.json:3 tools.deny "del*""#),
        (#""tools": {"allow": ["get_*"]}"#, "get_x", nil),
        (#""tools": {"allow": ["get_*"]}"#, "set_x", "plugins.json:3 not in tools.allow"),
        (#""tools": {"allow": []}"#, "get_x", "plugins.json:3 not in tools.allow"),
        (#""tools": {"allow": ["*"], "deny": ["get_x"]}"#, "get_x", #"plugins.json:3 tools.deny "get_x""#),
    ] as [(String, String, String?)])
    func patterns(entry: String, tool: String, rule: String?) throws {
        #expect(try decide(tool, entry: entry).offRule?.description == rule)
    }

    @Test("writes: the strictest of policy, bundle, tool and command line", arguments: [
        ("", "{}", false, WritePolicy.auto, nil),
        ("", #"{"writes": "confirm"}"#, false, .confirm, #"plugins.json:4 policy "writes": "confirm""#),
        (#""writes": "auto""#, #"{"writes": "confirm"}"#, false, .confirm, #"plugins.json:4 policy "writes": "confirm""#),
        (#""writes": "off""#, #"{"writes": "confirm"}"#, false, .off, #"plugins.json:3 "writes": "off""#),
        (#""writes": "confirm""#, #"{"writes": "off"}"#, false, .off, #"plugins.json:4 policy "writes": "off""#),
        (#""tools": {"confirm": ["sub*"]}"#, "{}", false, .confirm, #"plugins.json:3 tools.confirm "sub*""#),
        (#""tools": {"confirm": ["sub*"]}"#, #"{"writes": "off"}"#, false, .off, #"plugins.json:4 policy "writes": "off""#),
        (#""tools": {"confirm": ["other"]}"#, "{}", false, .auto, nil),
        (#""writes": "auto""#, "{}", true, .off, "--read-only"),
    ] as [(String, String, Bool, WritePolicy, String?)])
    func writes(entry: String, policy: String, readOnly: Bool, writes: WritePolicy, rule: String?) throws {
        let decision = try decide("submit", .write, entry: entry, policy: policy, readOnly: readOnly)
        #expect(decision.writes == writes)
        #expect(decision.writesRule?.description == rule)
        #expect(decision.isOn == (writes != .off))
    }

    @Test("with writes off, reading tools stay on and carry the policy along")
    func reading() throws {
        let decision = try decide("get_x", .readOnly, entry: "", readOnly: true)
        #expect(decision.isOn)
        #expect(decision.writes == .off)
    }

    @Test("a bundle is out when the file or the command line says so")
    func exclusion() {
        let bundles = manifest(#"{"plugins": {"a": {"path": "a.so", "enabled": false}, "b": {"path": "b.so"}, "c": {"path": "c.so"}}}"#).bundles
        let policy = Policy(toolsets: ["a", "b"])
        #expect(bundles.map { policy.exclusion(of: $0)?.description } == [#"plugins.json:1 "enabled": false"#, nil, "not in --toolsets"])
    }
}
