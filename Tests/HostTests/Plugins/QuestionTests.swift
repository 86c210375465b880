import Testing

@testable import Host

@Suite("Questions")
struct QuestionTests {
    private func tool(_ body: String) throws -> Tool {
        let source = """
            static mcp_status question(mcp_call *call) {
                const mcp_parameter fields[] = {
                    MCP_FIELD(MCP_BOOL(sure, "Are you sure?")),
                    MCP_FIELD(MCP_OPT_STRING(currency, "Which one", MCP_CHOICES("RUB", "USD"), MCP_CHOICE_TITLES("Roubles", "Dollars"))),
                    MCP_FIELD(MCP_OPT_STRINGS(tags, "Some", MCP_CHOICES("a", "b"), MCP_ITEMS(0, 1))),
                    MCP_FIELD(MCP_INTEGER(count, "How many", MCP_RANGE(1, 5), MCP_DEFAULT(2)))};
                mcp_question q = {.struct_size = sizeof q, .key = MCP_LITERAL("confirm"), .message = MCP_LITERAL("Really?"),
                                  .fields = fields, .field_count = 4, .fallback = MCP_JSON_LITERAL("{\\"sure\\":false}")};
                mcp_answer a = {.struct_size = sizeof a};
                \(body)
            }
            MCP_PLUGIN("com.example.question", "1.0.0", "Question", MCP_TOOL(question, "Asks.", MCP_WRITE))
            """
        return try #require(BundleWorkshop().tools(source, name: "question").first)
    }

    private let plain = """
        mcp_status s = call->api->ask(call, &q, &a);
        if (s != MCP_OK) return s;
        return mcp_textf(call, "%u %.*s", a.action, MCP_ARG(a.content));
        """

    @Test("the form is a flat elicitation schema")
    func form() throws {
        let client = RecordingClient()
        _ = try tool(plain).run(client: client)
        let question = try #require(client.questions.first)
        #expect(question.key == "confirm")
        #expect(question.message == "Really?")
        #expect(question.fallback == ["sure": false])
        #expect(
            question.schema.text
                == #"{"type":"object","properties":{"sure":{"type":"boolean","description":"Are you sure?"},"currency":{"type":"string","description":"Which one","oneOf":[{"const":"RUB","title":"Roubles"},{"const":"USD","title":"Dollars"}]},"tags":{"type":"array","description":"Some","maxItems":1,"items":{"type":"string","enum":["a","b"]}},"count":{"type":"integer","description":"How many","minimum":1,"maximum":5,"default":2}},"required":["sure"]}"#)
    }

    @Test(
        "each answer reaches the tool",
        arguments: [
            (Answer.accepted(["sure": true, "currency": "RUB"]), #"1 {"sure":true,"currency":"RUB"}"#), (.declined, "2 "),
            (.dismissed, "3 "), (.unavailable(fallback: ["sure": false]), #"4 {"sure":false}"#), (.timeout(fallback: nil), "5 "),
        ])
    func answers(answer: Answer, expected: String) throws {
        #expect(try tool(plain).run(client: RecordingClient { _ in .answered(answer) }).summary == expected)
    }

    @Test("an answer that does not fit the form fails the call")
    func badAnswer() throws {
        let client = RecordingClient { _ in .answered(.accepted(["sure": "yes", "count": 9])) }
        #expect(
            try tool(plain).run(client: client).summary
                == #"failed invalid_answer: The answer to "Really?" does not fit the form: sure is "yes", expected boolean; count is 9, allowed is 1 to 5"#)
    }

    @Test("a pending question ends the call, and all of them are collected")
    func pending() throws {
        let client = RecordingClient { _ in .pending }
        #expect(try tool(plain).run(client: client).summary == "pending confirm")
        let two = """
            mcp_status first = call->api->ask(call, &q, &a), again = call->api->ask(call, &q, &a);
            q.key = mcp_string("second");
            mcp_status second = call->api->ask(call, &q, &a);
            return first == MCP_PENDING && again == MCP_PENDING ? second : MCP_INVALID;
            """
        #expect(try tool(two).run(client: client).summary == "pending confirm second")
        #expect(try tool(plain).run(client: RecordingClient { _ in .cancelled }, deadline: .now).summary == "cancelled")
    }

    @Test("one key has one answer in a call")
    func oneAnswer() throws {
        let client = RecordingClient { _ in .answered(.accepted(["sure": true])) }
        let twice = "call->api->ask(call, &q, &a); q.message = mcp_string(\"Other?\"); \(plain)"
        #expect(try tool(twice).run(client: client).summary == #"1 {"sure":true}"#)
        #expect(client.questions.count == 1)
    }

    @Test(
        "questions that break a rule are turned away and not asked",
        arguments: [
            "a.struct_size = 0;", "q.struct_size = 8;", "q.key = mcp_string(\"two words\");", "q.message = mcp_string(\"\");",
            "q.field_count = 0;", "q.fields = NULL;", "q.schema = mcp_json_text(\"{}\");", "q.fallback = mcp_json_text(\"{\\\"sure\\\":1}\");",
            "q.field_count = 0; q.schema = mcp_json_text(\"{\\\"type\\\":\\\"string\\\"}\");", "q.fallback = mcp_json_text(\"[]\");",
        ])
    func invalid(change: String) throws {
        let client = RecordingClient()
        let body = "\(change) return mcp_textf(call, \"%d\", call->api->ask(call, &q, &a));"
        #expect(try tool(body).run(client: client).summary == "5")
        #expect(client.questions.isEmpty)
    }

    @Test("a schema of the tool's own is passed on as it is")
    func ownSchema() throws {
        let client = RecordingClient { _ in .answered(.accepted(["x": "a"])) }
        let schema = #"{"type":"object","properties":{"x":{"type":"string","enum":["a"]}}}"#
        let body = "q.field_count = 0; q.fallback.size = 0; q.schema = mcp_json_text(\(JSON.string(schema).text)); \(plain)"
        #expect(try tool(body).run(client: client).summary == #"1 {"x":"a"}"#)
        #expect(client.questions.first?.schema.text == schema)
    }

    @Test("a tool that never stops asking is stopped")
    func endless() throws {
        let client = RecordingClient { _ in .answered(.declined) }
        let body = """
            for (int i = 0; i < 1000; i++) {
                char key[2] = {(char)('A' + i % 26), (char)('A' + i / 26)};
                q.key = (mcp_str){key, 2};
                mcp_status s = call->api->ask(call, &q, &a);
                if (s != MCP_OK) return s;
            }
            return MCP_OK;
            """
        #expect(try tool(body).run(client: client).failure?.message == "The tool asked more than 32 questions in one call.")
        #expect(client.questions.count == 32)
    }
}
