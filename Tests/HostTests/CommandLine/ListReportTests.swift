import Testing

@testable import Host

@Suite struct ListReportTests {
    private static func tool(_ name: String, _ decision: PolicyDecision, _ hints: ToolHints = .readOnly) -> ToolFinding {
        ToolFinding(
            definition: ToolDefinition(
                name: name, title: "", description: "d", hints: hints, inputSchema: ["type": "object"], outputSchema: nil,
                deadlineMilliseconds: 1), decision: decision)
    }

    private static let deny = PolicyRule("tools.deny \"delete_*\"", Place(file: "conf/plugins.json", line: 14, column: 9))
    private static let confirm = PolicyRule("\"writes\": \"confirm\"", Place(file: "conf/plugins.json", line: 15, column: 9))

    private static let report = ListReport(
        file: ConfigurationFile(path: "/x/conf/plugins.json", shown: "conf/plugins.json", reason: "given by --config"),
        bundles: [
            BundleFinding(name: "plain", state: .on, tools: [tool("get", PolicyDecision(writes: .auto))]),
            BundleFinding(
                name: "offers", state: .on,
                tools: [
                    tool("delete_a", PolicyDecision(writes: .confirm, writesRule: confirm, offRule: deny), .write),
                    tool("delete_b", PolicyDecision(writes: .confirm, writesRule: confirm, offRule: deny), .write),
                    tool("submit", PolicyDecision(writes: .confirm, writesRule: confirm), .write),
                ]),
            BundleFinding(name: "orders", state: .off(PolicyRule("\"enabled\": false", Place(file: "conf/plugins.json", line: 31, column: 2)))),
            BundleFinding(name: "weather", state: .refused(["conf/plugins.json:40:5: it was built for ABI 2, this host has ABI 1"])),
        ],
        sessions: [
            SessionFinding(name: "fine", kind: "http", problems: []),
            SessionFinding(name: "gitea", kind: "http", problems: ["conf/plugins.json:50:5: GITEA_URL is not set"]),
        ])

    @Test("the table says what is on, what is off, and which rule decided")
    func table() {
        #expect(
            Self.report.text == """
                conf/plugins.json, given by --config

                toolset  tools  state                 why
                plain    1/1    on
                offers   1/3    on, 2 off, 1 confirm  delete_a, delete_b: plugins.json:14 tools.deny "delete_*"
                                                      submit: plugins.json:15 "writes": "confirm"
                orders   –      off                   plugins.json:31 "enabled": false
                weather  –      refused               conf/plugins.json:40:5: it was built for ABI 2, this host has ABI 1

                session  state       why
                gitea    not usable  conf/plugins.json:50:5: GITEA_URL is not set

                """)
    }

    @Test("the JSON says the same")
    func json() {
        let json = Self.report.json
        #expect(json["configuration"]?["path"] == "/x/conf/plugins.json")
        let toolsets = json["toolsets"]?.array ?? []
        #expect(toolsets.map { $0["state"] } == ["on", "on", "off", "refused"])
        #expect(toolsets[1]["tools"]?.array?.map { $0["on"] } == [false, false, true])
        #expect(toolsets[1]["tools"]?.array?[0]["rule"] == ["text": "tools.deny \"delete_*\"", "file": "conf/plugins.json", "line": 14, "column": 9])
        #expect(json["sessions"]?.array?.map { $0["usable"] } == [true, false])
    }
}
