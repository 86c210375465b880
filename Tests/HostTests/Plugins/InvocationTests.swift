import Glibc
import Testing

@testable import Host

/// What tools do with their call, and what becomes of it.
@Suite("Invocation")
struct InvocationTests {
    private let workshop = BundleWorkshop()

    /// A bundle with one tool of this body.
    private func tool(
        _ body: String, name: String = "probe", output: String? = nil, resultLimit: Int = 1 << 20
    ) throws -> Tool {
        let options = output.map { "(MCP_OUTPUT(\"\($0.replacingQuotes)\"))" } ?? "(.reserved = 0)"
        let source = """
            #include <string.h>
            static mcp_status \(name)(mcp_call *call) {
                (void)call;
                \(body)
            }
            MCP_PLUGIN("com.example.\(name)", "1.0.0", "Probe", MCP_TOOL_WITH(\(name), "Probe.", MCP_READ_ONLY, \(options)))
            """
        return try #require(workshop.tools(source, name: name, resultLimit: resultLimit).first)
    }

    @Test(
        "each status has its outcome",
        arguments: [
            ("return MCP_OK;", ""), ("mcp_text(call, \"a\"); mcp_text(call, \"b\"); return MCP_OK;", "a|b"),
            ("return mcp_fail(call, \"not_found\", \"No %s.\", \"such thing\");", "failed not_found: No such thing."),
            ("return mcp_fail(call, \"\", \"Why.\");", "failed failed: Why."),
            ("return mcp_fail(call, \"x\", \"%s\", \"\");", "failed x: The tool failed without saying why."),
            ("return MCP_FAILED;", "failed internal: The tool failed without saying why."),
            ("return MCP_PENDING;", "failed internal: The tool waits for an answer to a question it has not asked."),
            ("return MCP_CANCELLED;", "failed internal: The tool stopped as if it had been cancelled."),
            ("return MCP_INVALID;", "failed internal: The tool stopped because of a mistake in its bundle."),
            ("return -1;", "failed internal: The tool ended with the unknown status -1."),
            ("mcp_fail(call, \"a\", \"First.\"); return MCP_OK;", "failed a: First."),
            ("mcp_fail(call, \"a\", \"First.\"); call->api->recover(call); return mcp_text(call, \"fine\");", "fine"),
            ("mcp_fail(call, \"a\", \"First.\"); return mcp_fail(call, \"b\", \"Second.\");", "failed b: Second."),
            ("mcp_failure f = {sizeof f}; return mcp_textf(call, \"%d\", call->api->failure(call, &f));", "4"),
            ("mcp_fail(call, \"a\", \"Why.\"); mcp_failure f = {sizeof f}; call->api->failure(call, &f); call->api->recover(call);"
                + " return mcp_textf(call, \"%.*s/%.*s\", MCP_ARG(f.code), MCP_ARG(f.message));", "a/Why."),
        ])
    func statuses(body: String, expected: String) throws {
        #expect(try tool(body).run().summary == expected)
    }

    @Test("retry advice travels with the failure", arguments: [
        (1, Failure.Retry.never), (2, .later(afterMilliseconds: 1500)), (3, .outcomeUnknown), (0, .unspecified),
    ])
    func retry(raw: Int, expected: Failure.Retry) throws {
        let tool = try tool(
            "mcp_failure f = {.struct_size = sizeof f, .retry = \(raw), .code = MCP_LITERAL(\"c\"), .message = MCP_LITERAL(\"m\"), .retry_after_ms = 1500}; return call->api->fail(call, &f);")
        #expect(tool.run().failure == Failure("c", "m", retry: expected))
    }

    @Test("every kind of content arrives in its order, with its annotations")
    func content() throws {
        let tool = try tool(
            """
            const mcp_call_api *api = call->api;
            mcp_bytes data = {(const uint8_t *)"\\x00\\xff", 2};
            api->text(call, mcp_string("text"));
            api->annotate(call, MCP_AUDIENCE_USER, 0.5);
            api->image(call, data, mcp_string("image/png"));
            api->annotate(call, 0, -1);
            api->audio(call, data, mcp_string("audio/wav"));
            api->resource_text(call, mcp_string("a:b"), mcp_string("text/plain"), mcp_string("hello"));
            api->resource_blob(call, mcp_string("a:c"), mcp_string(""), data);
            mcp_link link = {.struct_size = sizeof link, .uri = mcp_string("a:d"), .name = mcp_string("d"), .size = -1};
            return api->link(call, &link);
            """)
        var text = ContentBlock(.text("text"))
        text.annotations = .init(forUser: true, forAssistant: false, priority: 0.5)
        var image = ContentBlock(.image(data: [0, 255], mimeType: "image/png"))
        image.annotations = .init()
        #expect(
            tool.run().answer?.content == [
                text, image, ContentBlock(.audio(data: [0, 255], mimeType: "audio/wav")),
                ContentBlock(.resourceText(uri: "a:b", mimeType: "text/plain", text: "hello")),
                ContentBlock(.resourceBlob(uri: "a:c", mimeType: "", data: [0, 255])),
                ContentBlock(.link(ResourceLink(uri: "a:d", name: "d", title: "", description: "", mimeType: "", size: nil))),
            ])
    }

    @Test("a link leads somewhere", arguments: ["", "not a uri", "/relative"])
    func badLink(uri: String) throws {
        let tool = try tool(
            """
            mcp_link link = {.struct_size = sizeof link, .uri = mcp_string("\(uri)"), .name = mcp_string("d"), .size = -1};
            return call->api->link(call, &link) == MCP_INVALID ? mcp_text(call, "refused") : MCP_FAILED;
            """)
        #expect(tool.run().answer?.content == [ContentBlock(.text("refused"))])
    }

    @Test("a structured result is checked, and repeated as text only when there is none")
    func structured() throws {
        let schema = #"{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"#
        let alone = try tool("return mcp_structured(call, \"{\\\"n\\\":1}\");", output: schema).run().answer
        #expect(alone == ToolAnswer(content: [ContentBlock(.text(#"{"n":1}"#))], structured: ["n": 1]))
        let both = try tool("mcp_text(call, \"one\"); return mcp_structured(call, \"{\\\"n\\\":1}\");", output: schema).run().answer
        #expect(both == ToolAnswer(content: [ContentBlock(.text("one"))], structured: ["n": 1]))
        #expect(
            try tool("return mcp_structured(call, \"{\\\"n\\\":\\\"x\\\"}\");", output: schema).run().summary
                == #"failed internal: The tool's result does not fit its own output schema: n is "x", expected integer"#)
        #expect(
            try tool("return mcp_text(call, \"x\");", output: schema).run().summary
                == "failed internal: The tool gave no structured result although it declares one.")
    }

    @Test("an answer is cut at its limit between characters and says so")
    func cut() throws {
        let tool = try tool(
            """
            int failed = 0;
            for (int i = 0; i < 1000; i++) failed += mcp_text(call, "яяяяяяяяяя") == MCP_FAILED;
            return failed > 0 && mcp_structured(call, "1") == MCP_FAILED ? MCP_OK : MCP_INVALID;
            """, resultLimit: 225)
        let answer = try #require(tool.run().answer)
        // Four blocks of 20 bytes and 32 for each fit; of the fifth nothing is left but the notice.
        #expect(answer.text == Array(repeating: "яяяяяяяяяя", count: 4).joined(separator: "|") + "|[The answer was cut here: it exceeds the limit of 225 bytes. Ask for less.]")
        let large = try self.tool("static char text[5000]; memset(text, 'a', 4999); return mcp_text(call, text);", resultLimit: 100)
        let failure = large.run()
        #expect(failure.failure?.code == "too_large")
        guard case .failure(_, let partial) = failure else { return }
        #expect(ToolAnswer(content: partial).text.hasPrefix(String(repeating: "a", count: 68) + "|[The answer was cut"))
    }

    @Test("what is not UTF-8 is turned away, the rest counts", arguments: ["\\xff", "\\xc3", "\\xed\\xa0\\x80", "\\xf8\\x88\\x80\\x80\\x80", "\\xc0\\x80"])
    func encoding(text: String) throws {
        #expect(try tool("mcp_status s = mcp_text(call, \"\(text)\"); return mcp_textf(call, \"%d\", s);").run().summary == "5")
    }

    @Test("progress, log and trace reach the client as given")
    func client() throws {
        let tool = try tool(
            """
            mcp_progress(call, 1, 0, "");
            mcp_progress(call, 2, 4, "half");
            call->api->log(call, MCP_LOG_WARNING, mcp_string(""), mcp_json_text("{\\"a\\":1}"));
            call->api->log(call, MCP_LOG_INFO, mcp_string("mine"), mcp_json_text("\\"x\\""));
            mcp_str parent = call->api->trace(call, MCP_TRACE_PARENT), state = call->api->trace(call, MCP_TRACE_STATE);
            return mcp_textf(call, "%.*s %d", MCP_ARG(parent), state.data == NULL);
            """)
        let client = RecordingClient()
        #expect(tool.run(client: client, trace: TraceContext(traceparent: "00-ab")).summary == "00-ab 1")
        #expect(client.progressReports == ["1.0 - -", "2.0 4.0 half"])
        #expect(client.logs == [#"warning probe {"a":1}"#, #"info mine "x""#])
    }

    @Test("after the deadline or a cancellation functions say so and drop what is given")
    func stopped() throws {
        let tool = try tool(
            """
            mcp_status text = mcp_text(call, "late"), wait = mcp_wait_ms(call, 60000);
            return mcp_cancelled(call) && text == MCP_CANCELLED && wait == MCP_CANCELLED ? MCP_CANCELLED : MCP_INVALID;
            """)
        let cancellation = Cancellation()
        cancellation.cancel(.client(reason: nil))
        #expect(tool.run(cancellation: cancellation).summary == "cancelled")
        let clock = Cancellation()
        #expect(tool.run(cancellation: clock, deadline: .now).summary == "cancelled")
        #expect(clock.reason == .deadline)
        let wait = try self.tool("return mcp_wait_ms(call, 60000) == MCP_CANCELLED && call->api->remaining_ms(call) == 0 ? MCP_CANCELLED : MCP_OK;")
        #expect(wait.run(deadline: MonotonicTime.now.adding(milliseconds: 30)).summary == "cancelled")
        let short = try self.tool("return mcp_wait_ms(call, 1) == MCP_OK && mcp_wait_ms(call, -5) == MCP_OK ? MCP_OK : MCP_INVALID;")
        #expect(short.run().summary == "")
    }

    @Test("a call used after its end is met with MCP_INVALID and one line in the log")
    func lateUse() throws {
        let name = "late_use"
        let source = """
            static mcp_call *kept;
            static mcp_status keep(mcp_call *call) { kept = call; return MCP_OK; }
            static mcp_status use(mcp_call *call) {
                mcp_status first = mcp_text(kept, "late"), second = mcp_text(kept, "later");
                return mcp_textf(call, "%d %d %d %d", first, second, mcp_cancelled(kept), call->api->text(NULL, mcp_string("")));
            }
            MCP_PLUGIN("com.example.late", "1.0.0", "Late", MCP_TOOL(keep, "Keep.", MCP_READ_ONLY), MCP_TOOL(use, "Use.", MCP_READ_ONLY))
            """
        let lines = Monitor([String]())
        Misbehaviour.observe { line in if line.contains(name) { lines.withLock { $0.append(line) } } }
        let tools = try workshop.tools(source, name: name)
        #expect(tools[0].run().summary == "")
        #expect(tools[1].run().summary == "5 5 1 5")
        #expect(lines.withLock { $0 } == ["bundle late_use, tool keep broke rule R3 of the plugin header: it used a call after the tool function had returned"])
    }

    @Test("a tool with its own schema gets the whole object as JSON")
    func rawTool() throws {
        let source = """
            static mcp_status raw(mcp_call *call, mcp_json arguments) { return mcp_textf(call, "%.*s", MCP_ARG(arguments)); }
            MCP_PLUGIN("com.example.raw", "1.0.0", "Raw", MCP_RAW_TOOL(raw, "Raw.", MCP_WRITE,
                "{\\"type\\":\\"object\\",\\"properties\\":{\\"a\\":{\\"type\\":\\"array\\",\\"items\\":{\\"type\\":\\"integer\\"}}},\\"required\\":[\\"a\\"],\\"additionalProperties\\":false}"))
            """
        let tool = try #require(workshop.tools(source, name: "raw").first)
        #expect(tool.run(["a": [1, 2]]).summary == #"{"a":[1,2]}"#)
        #expect(
            tool.run(["a": [1, "x"], "b": 1]).summary
                == #"failed invalid_argument: raw: a[1] is "x", expected integer; b is unknown (allowed: a)"#)
    }

    @Test("calls leave nothing behind")
    func noLeak() throws {
        let tool = try tool("mcp_fail(call, \"a\", \"b\"); mcp_failure f = {sizeof f}; call->api->failure(call, &f); call->api->recover(call); return mcp_textf(call, \"a text that needs memory %d\", f.retry);")
        weak var last: ToolCall?
        do {
            let call = ToolCall(tool: tool, arguments: [:], client: RecordingClient())
            last = call
            #expect(tool.invoke(call).summary == "a text that needs memory 0")
        }
        #expect(last == nil)
        for _ in 0..<2_000 { _ = tool.run() }
        let before = residentPages()
        for _ in 0..<100_000 { _ = tool.run() }
        // One arena lost per call would be 25,000 pages; other tests run meanwhile and may take some.
        #expect(residentPages() - before < 20_000)
    }

    private func residentPages() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Int(text.split(separator: " ")[1]) ?? 0
    }

    @Test(
        "a preview gives text and nothing else",
        arguments: [
            ("return mcp_textf(call, \"Send %.*s\", MCP_ARG(text));", "Send Hi"),
            ("mcp_text(call, \"a\"); mcp_structured(call, \"{}\"); return mcp_text(call, \"b\");", "a|b"),
            ("return MCP_OK;", ""), ("return mcp_structured(call, \"{}\");", ""),
            ("return mcp_fail(call, \"not_found\", \"Nobody.\");", "failed not_found: Nobody."),
            ("mcp_fail(call, \"a\", \"First.\"); return MCP_OK;", "failed a: First."),
            ("return MCP_PENDING;", "failed internal: The tool's preview waits for an answer, although it may not ask."),
            ("mcp_question q = {.struct_size = sizeof q}; mcp_answer a = {.struct_size = sizeof a};"
                + " return mcp_textf(call, \"%d\", call->api->ask(call, &q, &a));", "5"),
        ])
    func previews(body: String, expected: String) throws {
        let source = """
            static mcp_status send(mcp_call *call, mcp_str text) { return mcp_textf(call, "sent %.*s", MCP_ARG(text)); }
            static mcp_status preview(mcp_call *call, mcp_str text) {
                (void)text;
                \(body)
            }
            MCP_PLUGIN("com.example.previewed", "1.0.0", "Probe",
                MCP_TOOL_PREVIEWED(send, preview, "Sends.", MCP_WRITE, (MCP_OUTPUT("{\\"type\\":\\"object\\"}")), MCP_STRING(text, "What")))
            """
        let tool = try #require(workshop.tools(source, name: "previewed").first)
        let preview = try #require(tool.preview)
        let client = RecordingClient()
        #expect(preview(ToolCall(tool: tool, arguments: ["text": "Hi"], client: client, isPreview: true)).summary == expected)
        #expect(client.questions.isEmpty)
    }

    @Test("a preview that would be cut is no preview")
    func cutPreview() throws {
        let source = """
            static mcp_status send(mcp_call *call) { return mcp_text(call, "sent"); }
            static mcp_status preview(mcp_call *call) { return mcp_textf(call, "%5000d", 1); }
            MCP_PLUGIN("com.example.previewed", "1.0.0", "Probe", MCP_TOOL_PREVIEWED(send, preview, "Sends.", MCP_WRITE, (.reserved = 0)))
            """
        let tool = try #require(workshop.tools(source, name: "previewed", resultLimit: 1024).first)
        let preview = try #require(tool.preview)
        let outcome = preview(ToolCall(tool: tool, arguments: [:], client: RecordingClient(), isPreview: true))
        #expect(outcome.failure?.code == "too_large")
    }
}

extension String {
    fileprivate var replacingQuotes: String { reduce(into: "") { $0 += $1 == "\"" ? "\\\"" : String($1) } }
}
