import Testing

@testable import Host

/// Each refusal is one line that names the cause. The bundles are the ones of `Tests/CarelessBundles`.
@Suite("Loading")
struct LoadingTests {
    private let workshop = BundleWorkshop()

    private func load(_ path: String) -> Result<LoadedBundle, BundleRefusal> {
        BundleLoader.load(path: path, name: "careless", services: { _, _ in nil })
    }

    private func refusal(_ path: String) -> String? {
        if case .failure(let refusal) = load(path) { refusal.message } else { nil }
    }

    @Test(
        "careless descriptors are refused with the reason",
        arguments: [
            ("entry/wrong_major", "built for ABI 2, this host has ABI 1"), ("entry/no_symbol", "does not export mcp_plugin_entry"),
            ("entry/undefined_symbol", "undefined symbol: careless_nowhere"), ("entry/entry_too_small", "mcp_entry has struct_size 8"),
            ("entry/null_describe", "no describe function"), ("entry/describe_returns_null", "describe returned NULL"),
            ("descriptor/plugin_too_small", "mcp_plugin has struct_size 16"), ("descriptor/tool_too_small", "mcp_tool number 1 has struct_size 40"),
            ("descriptor/struct_size_zero", "struct_size 0"), ("descriptor/mixed_struct_sizes", "mcp_tool number 2 has struct_size 136"),
            ("descriptor/parameter_too_small", "tool \"parameter_too_small\": mcp_parameter number 1"),
            ("descriptor/null_function", "tool \"null_function\": its function is NULL"), ("descriptor/null_name", "has a size but no data"),
            ("descriptor/bad_name", "\"bad name.\""), ("descriptor/long_name", "1 to 64"), ("descriptor/empty_description", "description is empty"),
            ("descriptor/blank_description", "tool \"blank_description\": its description is empty"),
            ("descriptor/reserved_not_zero", "its reserved field is 7, it must be 0"), ("descriptor/bad_utf8_description", "not valid UTF-8"), ("descriptor/bad_id", "reverse domain name"),
            ("descriptor/no_tools", "0 tools"), ("descriptor/null_tools", "no pointer"), ("descriptor/too_many_tools", "1 to 256"),
            ("descriptor/null_parameters", "no pointer"), ("descriptor/too_many_parameters", "at most 32"),
            ("descriptor/unknown_type", "type 99 is unknown"), ("descriptor/unknown_parameter_flag", "unknown bits"),
            ("descriptor/unknown_hint", "unknown bits"), ("descriptor/unknown_flag", "unknown bits"),
            ("descriptor/hints_neither", "exactly one"), ("descriptor/hints_both", "exactly one"),
            ("descriptor/destructive_read_only", "MCP_DESTRUCTIVE"), ("descriptor/schema_and_parameters", "only have one of them"),
            ("descriptor/preview_of_a_reader", "has a preview but is MCP_READ_ONLY"),
            ("descriptor/duplicate_tool", "two tools are named \"twice\""), ("descriptor/duplicate_parameter", "two parameters are named \"text\""),
            ("descriptor/minimum_above_maximum", "parameter \"n\": its minimum 10 is above its maximum 1"),
            ("descriptor/length_above_maximum", "least length, 10, is above"), ("descriptor/items_above_maximum", "least number of items, 10, is above"),
            ("descriptor/default_outside_limits", "n is 11, allowed is 1 to 10"), ("descriptor/default_not_json", "default is not JSON"),
            ("descriptor/default_wrong_type", "expected an integer"), ("descriptor/default_not_a_choice", "allowed is one of \"a\", \"b\""),
            ("descriptor/optional_with_default", "optional and has a default"), ("descriptor/choices_not_a_list", "JSON array"),
            ("descriptor/choices_of_other_type", "choice 1 is not a string"), ("descriptor/choices_empty", "1 to 1000"),
            ("descriptor/choice_titles_too_few", "one for each of its 3 choices"), ("descriptor/bad_pattern", "does not compile: a group is not closed"),
            ("descriptor/unknown_format", "\"telephone\" is unknown"), ("descriptor/group_of_required", "must be optional"),
            ("descriptor/group_rules_differ", "group \"who\" have different rules"), ("descriptor/bad_parameter_name", "\"two words\""),
            ("descriptor/schema_not_json", "input schema is not JSON"), ("descriptor/schema_of_a_list", "must be an object schema"),
            ("descriptor/schema_old_dialect", "draft-04"), ("descriptor/schema_remote_reference", "https://example.com/a.json"),
            ("descriptor/schema_dangling_reference", "#/$defs/nowhere"), ("descriptor/output_schema_not_json", "output schema is not JSON"),
            ("descriptor/null_needs", "2 needs, but no pointer"),
            ("start/requires_unknown", "needs service com.example.nowhere in revision 1, this host does not have that service"),
        ])
    func refused(file: String, reason: String) throws {
        let folder = "\(BundleWorkshop.packageRoot)/Tests/CarelessBundles"
        let path = try workshop.build(file: "\(folder)/\(file).c", name: "careless", flags: ["-I", folder])
        let message = try #require(refusal(path))
        #expect(message.contains(reason), "\(message)")
        #expect(!message.contains("\n"))
    }

    @Test("files that are no bundles are told apart")
    func files() throws {
        #expect(refusal("/nowhere/at/all.so") == "cannot load /nowhere/at/all.so: there is no such file")
        #expect(refusal("/tmp") == "cannot load /tmp: it is no file")
        #expect(refusal("/etc/passwd") == "cannot load /etc/passwd: it is no shared library")
        let whole = try workshop.build("#include <mcp_plugin.h>\nint x;", name: "whole")
        try BundleWorkshop.run(["sh", "-c", "head -c 1000 \(whole) > \(whole)-cut"])
        #expect(refusal("\(whole)-cut") == "cannot load \(whole)-cut: it is incomplete; copy or build it again")
        #expect(refusal(whole) == "\(whole) is no tool bundle: it does not export mcp_plugin_entry")
    }

    @Test("structs of a later revision, longer than ours, are read with their own stride")
    func grown() throws {
        let folder = "\(BundleWorkshop.packageRoot)/Tests/CarelessBundles"
        let path = try workshop.build(file: "\(folder)/entry/grown_structs.c", name: "grown", flags: ["-I", folder])
        #expect(try load(path).get().tools.map(\.name) == ["grown_first", "grown_second"])
    }

    @Test("a needed service in too late a revision is refused with both numbers")
    func revisions() throws {
        let source = """
            #include <mcp_plugin.h>
            static mcp_status t(mcp_call *call) { (void)call; return MCP_OK; }
            MCP_PLUGIN_WITH("com.example.needs", "1.0.0", "Needs", (MCP_NEEDS(MCP_REQUIRES("mcp.log", 7), MCP_WANTS("mcp.other", 1))),
                MCP_TOOL(t, "T.", MCP_READ_ONLY))
            """
        let path = try workshop.build(source, name: "needs")
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
        defer { table.deallocate() }
        (table[0], table[1]) = (8, 2)
        let address = UInt(bitPattern: table)
        func load(least: UInt32) -> Result<LoadedBundle, BundleRefusal> {
            BundleLoader.load(path: path, name: "needs") { id, revision in
                id == "mcp.log" && revision <= least ? UnsafeRawPointer(bitPattern: address) : nil
            }
        }
        guard case .failure(let refusal) = load(least: 2) else {
            Issue.record("it should have been refused")
            return
        }
        #expect(refusal.message == "it needs service mcp.log in revision 7, this host has revision 2")
        guard case .success = load(least: 7) else {
            Issue.record("it should have been loaded")
            return
        }
    }

    @Test("tools carry the operator's policy, and two bundles cannot have the same name")
    func tools() throws {
        let source = """
            static mcp_status one(mcp_call *call) { (void)call; return MCP_OK; }
            MCP_PLUGIN("com.example.two", "1.0.0", "Two",
                MCP_TOOL_WITH(one, "One.", MCP_READ_ONLY | MCP_IDEMPOTENT, (.deadline_ms = 500, MCP_TITLE("First"))),
                {.struct_size = sizeof(mcp_tool), .hints = MCP_WRITE, .name = MCP_LITERAL("two"), .description = MCP_LITERAL("Two."), .function = (mcp_function)one})
            """
        let bundle = try workshop.bundle(source, name: "two")
        let tools = bundle.makeTools(
            sessions: ["kwork"], writes: { $0 == "two" ? .confirm : .auto }, deadline: 9_000, resultLimit: 77, allowed: { _ in true })
        #expect(tools.map(\.definition.name) == ["one", "two"])
        #expect(tools.map(\.definition.title) == ["First", ""])
        #expect(tools.map(\.definition.deadlineMilliseconds) == [500, 9_000])
        #expect(tools.map(\.definition.hints) == [[.readOnly, .idempotent], .write])
        #expect(tools.map(\.writes) == [.auto, .confirm])
        #expect(tools.allSatisfy { $0.sessions == ["kwork"] && $0.resultLimit == 77 && $0.lane === bundle.lane && $0.lane.isSerial })
        #expect(bundle.makeTools(sessions: [], writes: { _ in .auto }, deadline: 1, resultLimit: 1, allowed: { $0 == "two" }).count == 1)

        var catalog = Catalog()
        let refusal = catalog.add(tools)
        #expect(refusal == nil)
        #expect(catalog["two"] === tools[1])
        let other = try workshop.bundle(source, name: "copy").makeTools(
            sessions: [], writes: { _ in .auto }, deadline: 1, resultLimit: 1, allowed: { _ in true })
        let refused = catalog.add(other)
        let clash = try #require(refused)
        #expect(clash.message.contains("\"one\"") && clash.message.contains("bundle two") && clash.message.contains("bundle copy"))
        #expect(catalog.tools.count == 2)
    }
}
