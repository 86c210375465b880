import Testing

@testable import Host

@Suite("Stateless era")
struct ModernTests {
    private func call(_ name: String, id: Int, capabilities: String = "{}", more: String = "") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(name)",\#(Conversation.meta(capabilities))\#(more)}}"#
    }

    @Test("the first message may be any request, and results bear the marks of the era")
    func stateless() {
        let conversation = Conversation([.echo])
        let result = conversation.ask(call("echo", id: 1, more: #","arguments":{"text":"x"}"#), id: 1)?["result"]
        #expect(result?["resultType"] == "complete")
        #expect(result?["_meta"]?[MetaKey.serverInfo]?["name"] == "mcp-host")
        let found = conversation.ask(
            #"{"jsonrpc":"2.0","id":2,"method":"server/discover","params":{\#(Conversation.meta())}}"#, id: 2)?["result"]
        #expect(found?["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
        #expect(found?["serverInfo"] == nil)
    }

    @Test("methods of the other era do not exist", arguments: ["initialize", "ping", "logging/setLevel", "resources/subscribe", "tasks/get"])
    func otherEra(method: String) {
        let conversation = Conversation([.echo])
        let answer = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(Conversation.meta())}}"#, id: 1)
        #expect(answer?["error"]?["code"] == -32601)
    }

    @Test("versions that are not served are named", arguments: ["2025-11-25", "2030-01-01"])
    func versions(version: String) {
        let conversation = Conversation([.echo])
        let answer = conversation.ask(
            #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"\#(version)","io.modelcontextprotocol/clientCapabilities":{}}}}"#,
            id: 1)
        #expect(answer?["error"]?["code"] == -32022)
        #expect(answer?["error"]?["data"]?["requested"] == .string(version))
    }

    @Test("incomplete _meta is refused", arguments: [
        #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#,
        #"{"io.modelcontextprotocol/protocolVersion":5,"io.modelcontextprotocol/clientCapabilities":{}}"#,
        #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}"#,
        #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/logLevel":"loud"}"#,
    ])
    func meta(meta: String) {
        let conversation = Conversation([.echo])
        let answer = conversation.ask(#"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":\#(meta)}}"#, id: 1)
        #expect(answer?["error"]?["code"] == -32602)
    }

    @Test("both eras are served at once")
    func bothEras() {
        let conversation = Conversation([.echo])
        _ = conversation.initialize("2025-06-18")
        #expect(conversation.ask(call("echo", id: 1), id: 1)?["result"]?["resultType"] == "complete")
        let legacy = conversation.ask(#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo"}}"#, id: 2)
        #expect(legacy?["result"]?["resultType"] == nil)
        #expect(legacy?["result"]?["_meta"] == nil)
    }

    @Test("a question ends the call, and the next round brings the answer, also to another process")
    func rounds() throws {
        let directory = Conversation.temporaryDirectory()
        let first = Conversation([.curious], vault: StateVault(directory: directory))
        let asked = try #require(first.ask(call("curious", id: 1, capabilities: #"{"elicitation":{}}"#), id: 1)?["result"])
        #expect(asked["resultType"] == "input_required")
        #expect(asked["inputRequests"]?["colour"]?["method"] == "elicitation/create")
        let state = try #require(asked["requestState"]?.string)

        let second = Conversation([.curious], vault: StateVault(directory: directory))
        func round(_ state: String, _ responses: String, id: Int) -> JSON? {
            second.ask(
                call("curious", id: id, capabilities: #"{"elicitation":{}}"#, more: #","requestState":"\#(state)","inputResponses":\#(responses)"#),
                id: .integer(Int64(id)))
        }
        let good = #"{"colour":{"action":"accept","content":{"colour":"r"}},"other":{"action":"accept"}}"#
        #expect(round(state, good, id: 2)?["result"]?["resultType"] == "complete")
        #expect(round(state, #"{"colour":{"action":"accept","content":{"colour":"blue"}}}"#, id: 3)?["result"]?["resultType"] == "input_required")
        #expect(round(state, "{}", id: 4)?["result"]?["resultType"] == "input_required")
        #expect(round(state + "x", good, id: 5)?["error"]?["code"] == -32602)
        #expect(round("", good, id: 6)?["error"]?["code"] == -32602)
        let other = second.ask(
            call("curious", id: 7, capabilities: #"{"elicitation":{}}"#, more: #","requestState":"\#(state)","arguments":{"a":1}"#), id: 7)
        #expect(other?["error"]?["code"] == -32602)
    }

    @Test("a state is bound to its call and ends")
    func requestState() throws {
        let key = [UInt8](repeating: 7, count: 32)
        let call = RequestState.Binding(user: 1, tool: "t", arguments: ["b": 1, "a": ["d": 2, "c": 3]])
        let same = RequestState.Binding(user: 1, tool: "t", arguments: ["a": ["c": 3, "d": 2], "b": 1])
        #expect(call.digest == same.digest)
        let state = RequestState(answers: ["k": ["action": "decline"]], expiry: 100, nonce: "n")
        let text = state.sealed(for: call, key: key)
        #expect(try RequestState(text, for: same, key: key, now: 100) == state)
        #expect(throws: RequestState.Refusal.expired) { try RequestState(text, for: call, key: key, now: 101) }
        #expect(throws: RequestState.Refusal.damaged) { try RequestState(text, for: call, key: [1], now: 1) }
        for other in [
            RequestState.Binding(user: 2, tool: "t", arguments: ["b": 1, "a": ["d": 2, "c": 3]]),
            RequestState.Binding(user: 1, tool: "u", arguments: ["b": 1, "a": ["d": 2, "c": 3]]),
            RequestState.Binding(user: 1, tool: "t", arguments: ["b": 2, "a": ["d": 2, "c": 3]]),
        ] {
            #expect(throws: RequestState.Refusal.otherCall) { try RequestState(text, for: other, key: key, now: 1) }
        }
        for index in text.indices where text[index] != "." {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(throws: RequestState.Refusal.damaged) { try RequestState(changed, for: call, key: key, now: 1) }
        }
    }

    @Test("without the capability nothing is asked")
    func capability() {
        let conversation = Conversation([.curious])
        let answer = conversation.ask(call("curious", id: 1), id: 1)
        #expect(answer?["error"]?["code"] == -32021)
        #expect(answer?["error"]?["data"]?["requiredCapabilities"]?["elicitation"] == ["form": [:]])
    }

    @Test("subscriptions are acknowledged first, stay open and end with a result")
    func subscriptions() {
        let conversation = Conversation([.echo])
        let listen = #"{"jsonrpc":"2.0","id":"s","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},\#(Conversation.meta())}}"#
        conversation.send(listen)
        let acknowledged = conversation.next()
        #expect(acknowledged?["method"] == "notifications/subscriptions/acknowledged")
        #expect(acknowledged?["params"]?["_meta"]?[MetaKey.subscriptionID] == "s")
        #expect(acknowledged?["params"]?["notifications"] == [:])
        conversation.send(listen.replacing("\"s\"", with: "5"))
        #expect(conversation.next()?["params"]?["_meta"]?[MetaKey.subscriptionID] == 5)
        conversation.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#)
        conversation.connection.close()
        #expect(conversation.next()?["result"]?["_meta"]?[MetaKey.subscriptionID] == "s")
        #expect(conversation.all.isEmpty)
    }

    @Test("a tool of confirm policy runs once for one confirmation of exactly its arguments")
    func confirmation() throws {
        let runs = Monitor(0)
        let write = Tool.make("write", hints: [.write], writes: .confirm) { _ in
            runs.withLock { $0 += 1 }
            return .answer(ToolAnswer())
        }
        let conversation = Conversation([write])
        func go(_ id: Int, _ more: String) -> JSON? {
            conversation.ask(call("write", id: id, capabilities: #"{"elicitation":{}}"#, more: more), id: .integer(Int64(id)))
        }
        let yes = #""inputResponses":{"mcp-host.confirm":{"action":"accept","content":{"confirm":true}}}"#
        let arguments = #","arguments":{"price":500,"text":"a\u202eb"}"#
        let asked = try #require(go(1, arguments + "," + yes)?["result"])
        #expect(asked["resultType"] == "input_required", "an answer without our state proves nothing")
        let message = asked["inputRequests"]?["mcp-host.confirm"]?["params"]?["message"]?.string
        #expect(message?.contains("price: 500") == true)
        #expect(message?.contains("\\u{202e}") == true)
        let state = try #require(asked["requestState"]?.string)
        #expect(go(2, #","arguments":{"price":900},"requestState":"\#(state)",\#(yes)"#)?["error"]?["code"] == -32602)
        #expect(runs.withLock { $0 } == 0)
        #expect(go(3, arguments + #","requestState":"\#(state)",\#(yes)"#)?["result"]?["resultType"] == "complete")
        #expect(go(4, arguments + #","requestState":"\#(state)",\#(yes)"#)?["error"]?["code"] == -32602)
        #expect(runs.withLock { $0 } == 1)
        let cannot = conversation.ask(call("write", id: 5), id: 5)
        #expect(cannot?["result"]?["isError"] == true)
        #expect(runs.withLock { $0 } == 1)
    }
}
