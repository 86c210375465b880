import Testing

@testable import Host

/// The writes policy at the command line, with the example bundle that has writing tools.
@Suite struct WritesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let sources = [
            "arguments", "asking", "client", "conformance_asking", "conformance_content", "conformance_rounds", "constraints", "content",
            "everything", "failing", "guarding", "json", "network", "noise", "operator", "services", "store", "structured", "time",
        ]
        let compiled = try Program.compile(sources.map { "Examples/everything/\($0).c" }, to: folder.path + "/everything.so")
        try #require(compiled.status == 0, "\(compiled.errors)")
    }

    private func call(_ words: [String], entry: String = "", flags: [String] = []) throws -> Program.Result {
        try folder.write("plugins.json", "{\"plugins\": {\"all\": {\"path\": \"everything.so\"\(entry)}}}")
        return try Program.run(["call"] + flags + words, in: folder.path)
    }

    @Test("auto lets a writing tool run")
    func auto() throws {
        #expect(try call(["put_note", "text=hi"]).status == 0)
    }

    @Test("confirm without a person to ask refuses, and says how to allow it")
    func confirm() throws {
        let result = try call(["put_note", "text=hi"], entry: #", "tools": {"confirm": ["put_*"]}"#)
        #expect(result.status == 1)
        #expect(result.output == "")
        #expect(result.errors.contains("wants a person to confirm") && result.errors.contains("tools.confirm"))
        // Reading tools need no word from anybody.
        #expect(try call(["echo", "text=hi"], entry: #", "writes": "confirm""#).output == "hi\n")
    }

    @Test("off takes writing tools away and names the rule", arguments: [
        (#", "writes": "off""#, [], "plugins.json:1 \"writes\": \"off\""), ("", ["--read-only"], "--read-only"),
    ])
    func off(entry: String, flags: [String], rule: String) throws {
        let result = try call(["put_note", "text=hi"], entry: entry, flags: flags)
        #expect(result.errors == "mcp-host: put_note of all is off: \(rule)\n")
        #expect(result.status == 2)
        #expect(try call(["echo", "text=hi"], entry: entry, flags: flags).output == "hi\n")
    }

    @Test("a call past its deadline ends with 1, in time")
    func deadline() throws {
        let result = try call(["slow", "seconds=60"], entry: #", "deadline_seconds": 0.2"#)
        #expect(result.status == 1)
        #expect(!result.errors.isEmpty)
    }

    @Test("what a bundle prints never mixes with the answer")
    func noise() throws {
        let result = try call(["--json", "noise"])
        #expect(try JSON(parsing: result.output)["content"] != nil)
    }
}
