import PluginKitEntry
import Testing

@testable import PluginKit

@c public func plugin_kit_test_tool(
    _ call: Call, _ name: Text, _ times: Int64, _ limit: mcp_opt_integer, _ tags: mcp_strings
) -> Status {
    call.answer { $0.text("\(name) \(times) \(limit.optional.map { "\($0)" } ?? "-") \(tags.array)") }
}

@c public func plugin_kit_test_write(_ call: Call, _ text: Text) -> Status { call.answer { $0.text("sent") } }
@c public func preview_plugin_kit_test_write(_ call: Call, _ text: Text) -> Status {
    call.preview { _ in
        guard !String(text).isEmpty else { throw Failure("empty", "Nothing to send.", retry: .never) }
        return "Sends: \(text)"
    }
}

@Suite struct DescriptorTests {
    let tool = Tool(
        "plugin_kit_test_tool", plugin_kit_test_tool, "For tests.", [.readOnly, .idempotent],
        .string("name", "Who", minLength: 1, maxLength: 80, default: "Ada", pattern: "^A"),
        .integer("times", "How often", in: 1...10, default: 3),
        .optionalInteger("limit", "At most", in: 1..., group: .atMostOne("ends")),
        .strings("tags", "Words", maxItems: 4, choices: ["a", "b"], optional: true),
        title: "Test", deadline: .seconds(5), output: ["type": "object"])

    @Test func lowersAToolFieldByField() throws {
        let arena = Arena()
        let lowered = tool.lowered(in: arena)
        #expect(lowered.struct_size == 128 && lowered.preview == nil)
        #expect(lowered.hints == UInt32(MCP_READ_ONLY | MCP_IDEMPOTENT))
        #expect("\(lowered.name) \(lowered.title)" == "plugin_kit_test_tool Test")
        #expect(lowered.deadline_ms == 5000)
        #expect(lowered.output_schema.optional == #"{"type":"object"}"#)
        #expect(lowered.input_schema.data == nil)
        let parameters = Array(UnsafeBufferPointer(start: lowered.parameters, count: lowered.parameter_count))
        try #require(parameters.count == 4)
        #expect(parameters.allSatisfy { $0.struct_size == 240 })
        #expect(parameters.map(\.type).map(Int.init) == [MCP_TYPE_STRING, MCP_TYPE_INTEGER, MCP_TYPE_INTEGER, MCP_TYPE_STRINGS])
        #expect(parameters.map(\.flags) == [0, 0, 1, 1])
        #expect(parameters[0].min_length == 1 && parameters[0].max_length == 80)
        #expect(parameters[0].fallback.optional == #""Ada""#)
        #expect(String(parameters[0].pattern) == "^A")
        #expect(parameters[1].minimum.integer == 1 && parameters[1].minimum.set && parameters[1].maximum.integer == 10)
        #expect(parameters[2].minimum.set && !parameters[2].maximum.set)
        #expect(parameters[2].group_rule == UInt32(MCP_GROUP_AT_MOST_ONE) && String(parameters[2].group) == "ends")
        #expect(parameters[3].max_items == 4 && parameters[3].choices.optional == #"["a","b"]"#)
    }

    @Test func namesAFunctionThatIsNotExported() throws {
        func greet(_ call: Call) -> Status { .ok }
        let tool = Tool("greet", greet, "Hello.", .readOnly)
        #expect(tool.function == nil)
        #expect(
            tool.problem == "tool greet: no exported function of that name: declare it `@c public func greet`")
    }

    @Test func findsAPreviewByTheNameOfItsTool() {
        let tool = Tool(
            "plugin_kit_test_write", plugin_kit_test_write, "Sends.", .write, .string("text", "What"),
            preview: preview_plugin_kit_test_write)
        #expect(tool.previewSymbol == "preview_plugin_kit_test_write")
        let arena = Arena()
        let fake = FakeCall()
        #expect(preview_plugin_kit_test_write(fake.call, arena.text("Привет")) == .ok)
        #expect(fake.notes.texts == ["Sends: Привет"])
        #expect(preview_plugin_kit_test_write(fake.call, arena.text("")) == .failed)
        #expect(fake.notes.failure?.code == "empty")
        let renamed = Tool(
            "send", plugin_kit_test_write, "Sends.", .write, .string("text", "What"), preview: preview_plugin_kit_test_write,
            symbol: "plugin_kit_test_write", previewSymbol: "preview_of_nothing")
        #expect(renamed.previewSymbol == "preview_of_nothing")
    }

    @Test func doesNotTakeAFunctionOfAnotherLibrary() {
        // Every program can see malloc, but it belongs to the C library.
        #expect(plugin_kit_exported(#dsohandle, "getdate_r") == nil)
        #expect(plugin_kit_exported(nil, "malloc") == nil)
    }

    @Test func failsACallOfAMissingFunction() {
        let fake = FakeCall()
        #expect(plugin_kit_missing(fake.call) == .failed)
        #expect(fake.notes.failure?.message.contains("@c public func") == true)
    }

    @Test func passesArgumentsAsSwiftValues() {
        let fake = FakeCall()
        let arena = Arena()
        let tags = mcp_strings(items: arena.array([arena.text("x"), arena.text("y")]), count: 2)
        let limit = mcp_opt_integer(present: true, value: 7)
        #expect(plugin_kit_test_tool(fake.call, arena.text("Ада"), 2, limit, tags) == .ok)
        #expect(fake.notes.texts == [#"Ада 2 7 ["x", "y"]"#])
    }

    @Test func tellsAbsentFromEmpty() {
        #expect(mcp_str().optional == nil)
        #expect(Arena().text("").optional == "")
        #expect(mcp_strings().optional == nil && mcp_strings().array.isEmpty)
        #expect(mcp_opt_integer(present: false, value: 3).optional == nil)
    }

    @Test func leavesAbsentValuesOutOfAQuery() {
        let pairs: Pairs = [
            "id": Int64(5), "page": mcp_opt_integer(), "query": "", "name": String?.none, "all": true,
        ]
        #expect(pairs.all.map { "\($0.name)=\($0.value)" } == ["id=5", "query=", "all=true"])
    }

    @Test func roundsWaitsUp() {
        #expect(Duration.microseconds(1).milliseconds == 1)
        #expect(Duration.seconds(2).milliseconds == 2000)
        #expect(Duration.seconds(-2).milliseconds == 0)
        #expect(Duration.seconds(Int64.max).milliseconds == .max)
    }
}
