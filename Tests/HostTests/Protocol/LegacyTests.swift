import Testing

@testable import Host

@Suite("Handshake era")
struct LegacyTests {
    @Test("each revision is agreed to, and others lead to the newest", arguments: [
        ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"), ("2026-07-28", "2025-11-25"), ("1999-01-01", "2025-11-25"),
    ])
    func versions(asked: String, agreed: String) {
        let conversation = Conversation([.echo])
        let answer = conversation.initialize(asked)
        #expect(answer?["result"]?["protocolVersion"] == .string(agreed))
        #expect(answer?["result"]?["serverInfo"]?["title"] == (agreed >= "2025-06-18" ? "MCP Host" : nil))
        let list = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, id: 1)
        #expect(list?["result"]?["tools"]?.array?.count == 1)
        #expect(list?["result"]?["resultType"] == nil)
        let call = conversation.ask(
            #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":"hi"}}}"#, id: 2)
        #expect(call?["result"] == ["content": [["type": "text", "text": "hi"]]])
    }

    @Test("before the handshake only ping and initialize are served")
    func beforeHandshake() {
        let conversation = Conversation([.echo])
        #expect(conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, id: 1)?["result"] == [:])
        #expect(conversation.ask(#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#, id: 2)?["error"]?["code"] == -32602)
        let bad = conversation.ask(#"{"jsonrpc":"2.0","id":3,"method":"initialize","params":{}}"#, id: 3)
        #expect(bad?["error"]?["code"] == -32602)
        #expect(conversation.initialize("2025-06-18")?["result"] != nil)
    }

    @Test("a cancelled call gets no answer and its tool is told")
    func cancelled() {
        let conversation = Conversation([.endless, .echo])
        _ = conversation.initialize("2025-11-25")
        conversation.send(#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"endless"}}"#)
        conversation.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"7"}}"#)
        #expect(!conversation.connection.isIdle)
        conversation.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#)
        #expect(conversation.scheduler.drain(until: MonotonicTime.now.adding(milliseconds: 20_000)))
        #expect(conversation.connection.isIdle)
        #expect(conversation.all.isEmpty)
    }

    @Test("a call past its deadline is answered although its function does not return")
    func deadline() {
        let release = Monitor(false)
        let stubborn = Tool.make("stubborn", deadline: 30) { _ in
            _ = release.wait { $0 ? true : nil }
            return .answer(ToolAnswer(content: [ContentBlock(.text("late"))]))
        }
        let conversation = Conversation([stubborn, .echo])
        _ = conversation.initialize("2025-11-25")
        let answer = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stubborn"}}"#, id: 1)
        #expect(answer?["result"]?["isError"] == true)
        #expect(answer?["result"]?["_meta"]?["dev.mcphost/failure"]?["code"] == "timeout")
        release.withLock { $0 = true }
        release.broadcast()
        #expect(conversation.scheduler.drain(until: MonotonicTime.now.adding(milliseconds: 20_000)))
        #expect(conversation.all.isEmpty)
    }

    @Test("deadlines hold again after the connection was idle")
    func deadlineAfterIdle() {
        let quick = Tool.make("quick", deadline: 20) { call in
            while call.cancellation.sleep(until: MonotonicTime.now.adding(milliseconds: 60_000)) {}
            return .cancelled
        }
        let conversation = Conversation([quick])
        _ = conversation.initialize("2025-11-25")
        for id in 1...3 {
            let answer = conversation.ask(
                #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"quick"}}"#, id: .integer(Int64(id)))
            #expect(answer?["result"]?["_meta"]?["dev.mcphost/failure"]?["code"] == "timeout")
            // Long enough for the watch to find nothing to wait for.
            _ = Cancellation().sleep(until: MonotonicTime.now.adding(milliseconds: 40))
        }
    }

    @Test("a call cancelled while it waits never starts, and gives up its place")
    func cancelledWhileWaiting() {
        let release = Monitor(false)
        let runs = Monitor(0)
        let tool = Tool.make("held") { _ in
            runs.withLock { $0 += 1 }
            _ = release.wait { $0 ? true : nil }
            return .answer(ToolAnswer())
        }
        let conversation = Conversation([tool])
        _ = conversation.initialize("2025-11-25")
        for id in 1...20 { conversation.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"held"}}"#) }
        for id in 2...20 {
            conversation.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#)
        }
        #expect(tool.lane.line.waiting.isEmpty)
        release.withLock { $0 = true }
        release.broadcast()
        #expect(conversation.answer(1) != nil)
        #expect(conversation.scheduler.drain(until: MonotonicTime.now.adding(milliseconds: 20_000)))
        #expect(runs.withLock { $0 } == 1)
    }

    @Test("an id in flight cannot be taken twice, and the first call keeps its answer")
    func repeatedID() {
        let release = Monitor(false)
        let slow = Tool.make("slow") { _ in
            _ = release.wait { $0 ? true : nil }
            return .answer(ToolAnswer(content: [ContentBlock(.text("first"))]))
        }
        let conversation = Conversation([slow])
        _ = conversation.initialize("2025-11-25")
        conversation.send(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow"}}"#)
        #expect(conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, id: 1)?["error"]?["code"] == -32600)
        release.withLock { $0 = true }
        release.broadcast()
        #expect(conversation.answer(1)?["result"]?["content"] == [["type": "text", "text": "first"]])
    }

    @Test("a batch is answered as one array, in 2025-03-26 only")
    func batches() {
        let batch = #"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},5,{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo"}},{"jsonrpc":"2.0","id":3,"method":"initialize"}]"#
        let conversation = Conversation([.echo])
        _ = conversation.initialize("2025-03-26")
        conversation.send(batch)
        let answers = conversation.next { $0.array != nil }?.array ?? []
        #expect(answers.count == 4)
        #expect(answers.first { $0["id"] == 3 }?["error"]?["code"] == -32600)
        #expect(answers.first { $0["id"] == .null }?["error"]?["code"] == -32600)
        conversation.send("[]")
        #expect(conversation.next()?["error"]?["code"] == -32600)

        let newer = Conversation([.echo])
        _ = newer.initialize("2025-06-18")
        newer.send(batch)
        #expect(newer.next()?["error"]?["code"] == -32600)
    }

    @Test("a question is a request of ours, in the words of the revision", arguments: ["2025-06-18", "2025-11-25"])
    func questions(revision: String) {
        let conversation = Conversation([.curious])
        _ = conversation.initialize(revision, capabilities: #"{"elicitation":{}}"#)
        conversation.send(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"curious"}}"#)
        let question = conversation.next { $0["method"] == "elicitation/create" }
        let field = question?["params"]?["requestedSchema"]?["properties"]?["colour"]
        #expect((field?["oneOf"] != nil) == (revision == "2025-11-25"))
        #expect((field?["enumNames"] == ["Red", "Green"]) == (revision == "2025-06-18"))
        let id = question?["id"] ?? .null
        conversation.send(#"{"jsonrpc":"2.0","id":\#(id.text),"result":{"action":"accept","content":{"colour":"g"}}}"#)
        let text = conversation.answer(1)?["result"]?["content"]?.array?.first?["text"]?.string
        #expect(text?.contains("accepted") == true)
    }

    @Test("a client that cannot be asked is not asked", arguments: [("2025-11-25", "{}"), ("2025-03-26", #"{"elicitation":{}}"#), ("2025-11-25", #"{"elicitation":{"url":{}}}"#)])
    func cannotAsk(revision: String, capabilities: String) {
        let conversation = Conversation([.curious])
        _ = conversation.initialize(revision, capabilities: capabilities)
        let answer = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"curious"}}"#, id: 1)
        #expect(answer?["result"]?["content"]?.array?.first?["text"]?.string?.contains("unavailable") == true)
    }

    @Test("progress rises strictly, needs a token and ends with the answer")
    func progress() {
        let tool = Tool.make("steps") { call in
            for value in [1.0, 1.0, 0.5, 2.0, 3.0] { call.client.progress(value, total: 3, message: "step") }
            return .answer(ToolAnswer())
        }
        let conversation = Conversation([tool])
        _ = conversation.initialize("2024-11-05")
        _ = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"steps"}}"#, id: 1)
        #expect(conversation.all.isEmpty)
        conversation.send(
            #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"steps","_meta":{"progressToken":0}}}"#)
        #expect(conversation.answer(2)?["result"]?["content"] == [])
        #expect(conversation.all.map { $0["params"]?["progress"] } == [1, 2, 3])
        #expect(conversation.all.allSatisfy { $0["params"]?["progressToken"] == 0 && $0["params"]?["message"] == nil })
    }

    @Test("log messages keep the level that was set")
    func logging() {
        let tool = Tool.make("talk") { call in
            for level in LogLevel.allCases { call.client.log(level, logger: "t", data: "x") }
            return .answer(ToolAnswer())
        }
        let conversation = Conversation([tool])
        _ = conversation.initialize("2025-11-25")
        let bad = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"loud"}}"#, id: 1)
        #expect(bad?["error"]?["code"] == -32602)
        _ = conversation.ask(#"{"jsonrpc":"2.0","id":2,"method":"logging/setLevel","params":{"level":"alert"}}"#, id: 2)
        _ = conversation.ask(#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"talk"}}"#, id: 3)
        #expect(conversation.all.map { $0["params"]?["level"] } == ["alert", "emergency"])
    }
}
