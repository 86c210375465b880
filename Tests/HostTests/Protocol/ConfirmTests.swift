import Testing

@testable import Host

/// `writes: confirm`: previews, the question in both eras, and its way through the chat.
@Suite("Confirmation")
struct ConfirmTests {
    /// A writing tool that counts its runs, and what its preview says.
    private struct Write {
        let runs = Monitor(0)
        let previews = Monitor(0)
        let text = Monitor("Send «Hi» to Anna")
        let failure = Monitor(Failure?.none)

        func tool(inChat: Bool = true, schema: JSON = ["type": "object"]) -> Tool {
            let previewed: @Sendable (ToolCall) -> CallOutcome = { call in
                previews.withLock { $0 += 1 }
                #expect(call.isPreview && !call.mayWrite)
                if let failure = failure.withLock({ $0 }) { return .failure(failure, partial: []) }
                return .answer(ToolAnswer(content: [ContentBlock(.text(text.withLock { $0 }))]))
            }
            return Tool.gated(inChat: inChat, schema: schema, preview: previewed) { call in
                runs.withLock { $0 += 1 }
                #expect(!call.isPreview && call.mayWrite)
                return .answer(ToolAnswer(content: [ContentBlock(.text("sent \(JSON.object(call.arguments).text)"))]))
            }
        }

        var count: Int { runs.withLock { $0 } }
    }

    static let forms = #"{"elicitation":{}}"#
    static let yes = #","inputResponses":{"mcp-host.confirm":{"action":"accept","content":{"confirm":true}}}"#

    private func legacyCall(_ id: Int, _ arguments: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"write","arguments":\#(arguments)}}"#
    }

    private func modernCall(_ id: Int, _ arguments: String = "{}", capabilities: String = forms, more: String = "") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"write","arguments":\#(arguments),\#(Conversation.meta(capabilities))\#(more)}}"#
    }

    /// Waits for the question of a handshake-era call and answers it.
    private func reply(_ conversation: Conversation, _ result: String) throws -> JSON {
        let asked = try #require(conversation.next { $0["method"] == "elicitation/create" })
        conversation.send(#"{"jsonrpc":"2.0","id":\#(try #require(asked["id"]).text),"result":\#(result)}"#)
        return asked
    }

    private func message(_ answer: JSON?) -> String { answer?["result"]?["content"]?.array?.last?["text"]?.string ?? "" }
    private func code(_ answer: JSON?) -> JSON? { answer?["result"]?["_meta"]?[MetaKey.failure]?["code"] }

    /// The key in a `confirmation_needed`.
    private func key(_ answer: JSON?, name: String = "confirmation") -> String {
        let parts = message(answer).components(after: "\"\(name)\": \"")
        return String(parts.prefix { $0 != "\"" })
    }

    // MARK: Handshake era

    @Test("the preview's text is the question, and a yes runs the tool", arguments: ["2025-06-18", "2025-11-25"])
    func legacyYes(revision: String) throws {
        let write = Write()
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize(revision, capabilities: ConfirmTests.forms)
        conversation.send(legacyCall(1, #"{"to":5}"#))
        let asked = try reply(conversation, #"{"action":"accept","content":{"confirm":true}}"#)
        #expect(asked["params"]?["message"] == "Send «Hi» to Anna")
        #expect(message(conversation.answer(1)) == #"sent {"to":5}"#)
        #expect(write.count == 1)
    }

    @Test("a yes to one text is no yes to another that it has become meanwhile")
    func changedWhileReading() throws {
        let write = Write()
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        let yes = #"{"action":"accept","content":{"confirm":true}}"#
        func question(_ number: Int) throws -> JSON {
            try #require(conversation.next { $0["method"] == "elicitation/create" && $0["id"]?.text.hasSuffix("-\(number)\"") == true })
        }
        func answer(_ asked: JSON) throws { conversation.send(#"{"jsonrpc":"2.0","id":\#(try #require(asked["id"]).text),"result":\#(yes)}"#) }
        conversation.send(legacyCall(1))
        let first = try question(1)
        #expect(first["params"]?["message"] == "Send «Hi» to Anna")
        write.text.withLock { $0 = "Send «Hi» to Mallory" }
        try answer(first)
        let second = try question(2)
        #expect(second["params"]?["message"] == "Send «Hi» to Mallory" && write.count == 0)
        try answer(second)
        #expect(message(conversation.answer(1)) == "sent {}" && write.count == 1)
        #expect(write.previews.withLock { $0 } == 3)

        conversation.send(legacyCall(2))
        for number in 3...5 {
            let asked = try question(number)
            write.text.withLock { $0 = "Send to \(number)" }
            try answer(asked)
        }
        #expect(code(conversation.answer(2)) == "not_confirmed" && write.count == 1)

        conversation.send(legacyCall(3))
        let last = try question(6)
        write.failure.withLock { $0 = Failure("not_found", "There is no Anna any more.", retry: .never) }
        try answer(last)
        #expect(code(conversation.answer(3)) == "not_found" && write.count == 1)
    }

    @Test("what the preview finds impossible ends the call, and nobody is asked")
    func impossible() {
        let write = Write()
        write.failure.withLock { $0 = Failure("not_found", "There is no Anna.", retry: .never) }
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        #expect(code(conversation.ask(legacyCall(1), id: 1)) == "not_found")
        #expect(code(conversation.ask(legacyCall(2, #"{"bad":1}"#), id: 2)) == "invalid_argument")
        #expect(write.previews.withLock { $0 } == 1, "bad arguments are not previewed")
        #expect(code(conversation.ask(modernCall(3), id: 3)) == "not_found")
        #expect(!conversation.all.contains { $0["method"] == "elicitation/create" })
        #expect(write.count == 0)
    }

    @Test("a preview that says nothing leaves the arguments to read")
    func silence() {
        let write = Write()
        write.text.withLock { $0 = " \n" }
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25")
        #expect(message(conversation.ask(legacyCall(1, #"{"to":"Anna"}"#), id: 1)).contains("to: Anna"))
    }

    @Test("what could hide or reorder the text is shown as an escape")
    func visible() {
        let write = Write()
        write.text.withLock { $0 = "to a\u{202E}b\u{1B}[2K\nand\u{200B}" }
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25")
        #expect(message(conversation.ask(legacyCall(1), id: 1)).contains("\nto a\\u{202e}b\\u{1b}[2K\nand\\u{200b}\n"))
    }

    @Test("an open question holds up no other call of the bundle, and its own call still runs alone")
    func othersGoOn() throws {
        let write = Write()
        let tool = write.tool()
        let conversation = Conversation([tool, Tool(
            definition: ToolDefinition(
                name: "look", title: "", description: "Looks.", hints: [.readOnly], inputSchema: ["type": "object"], outputSchema: nil,
                deadlineMilliseconds: 30_000),
            bundleName: tool.bundleName, lane: tool.lane, invoke: { _ in .answer(ToolAnswer(content: [ContentBlock(.text("seen"))])) })])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        conversation.send(legacyCall(1))
        let asked = try #require(conversation.next { $0["method"] == "elicitation/create" })
        #expect(message(conversation.ask(#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"look","arguments":{}}}"#, id: 2)) == "seen")
        #expect(write.count == 0)
        conversation.send(#"{"jsonrpc":"2.0","id":\#(try #require(asked["id"]).text),"result":{"action":"accept","content":{"confirm":true}}}"#)
        #expect(message(conversation.answer(1)) == "sent {}")
        #expect(write.count == 1)
    }

    @Test("nobody is asked to read a book, and nothing is cut from what they would agree to")
    func longPreview() {
        let write = Write()
        write.text.withLock { $0 = String(repeating: "я", count: ConfirmGate.textLimit) }
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        let answer = conversation.ask(legacyCall(1), id: 1)
        #expect(code(answer) == "too_large" && message(answer).contains("Nothing was sent"))
        write.text.withLock { $0 = String(repeating: "x", count: ConfirmGate.textLimit) }
        conversation.send(legacyCall(2))
        #expect(conversation.next { $0["method"] == "elicitation/create" } != nil)
        #expect(write.count == 0)
    }

    @Test("a no at once was given by nobody: it goes into the chat", arguments: ["decline", "cancel"])
    func instantNo(action: String) throws {
        let write = Write()
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        conversation.send(legacyCall(1))
        _ = try reply(conversation, #"{"action":"\#(action)"}"#)
        let answer = conversation.answer(1)
        #expect(code(answer) == "confirmation_needed")
        #expect(message(answer).contains("\nSend «Hi» to Anna\n"))
        let done = conversation.ask(legacyCall(2, #"{"confirmation":"\#(key(answer))"}"#), id: 2)
        #expect(message(done) == "sent {}")
        #expect(write.count == 1)
    }

    @Test("whether a no is a person's")
    func verdicts() {
        let tool = Write().tool()
        let strict = Write().tool(inChat: false)
        func code(_ answer: Answer, after milliseconds: Int64, _ tool: Tool) -> String {
            switch ConfirmGate.verdict(on: answer, elapsedMilliseconds: milliseconds, tool: tool) {
            case .allowed: "allowed"
            case .refused(let failure): failure.code
            case .unanswered: "unanswered"
            }
        }
        #expect(code(.declined, after: 999, tool) == "unanswered")
        #expect(code(.dismissed, after: 0, tool) == "unanswered")
        #expect(code(.declined, after: 1000, tool) == "declined")
        #expect(code(.declined, after: 0, strict) == "declined")
        #expect(code(.accepted(["confirm": false]), after: 0, tool) == "declined")
        #expect(code(.accepted(["confirm": true]), after: 0, tool) == "allowed")
        #expect(code(.accepted([:]), after: 5000, tool) == "declined")
        #expect(code(.timeout(fallback: nil), after: 5000, tool) == "not_confirmed")
        #expect(code(.unavailable(fallback: nil), after: 0, strict) == "unanswered")
    }

    // MARK: The chat

    @Test("without questions the chat takes their place, once for each key", arguments: ["2024-11-05", "2025-11-25", "2026-07-28"])
    func chat(revision: String) {
        let write = Write()
        let directory = Conversation.temporaryDirectory()
        let first = Conversation([write.tool()], vault: StateVault(directory: directory))
        let second = Conversation([write.tool()], vault: StateVault(directory: directory))
        let isModern = revision == "2026-07-28"
        for conversation in [first, second] where !isModern { _ = conversation.initialize(revision) }
        func ask(_ conversation: Conversation, _ id: Int, _ arguments: String) -> JSON? {
            conversation.ask(
                isModern ? modernCall(id, arguments, capabilities: "{}") : legacyCall(id, arguments), id: .integer(Int64(id)))
        }
        let needed = ask(first, 1, #"{"to":5}"#)
        #expect(needed?["result"]?["isError"] == true)
        #expect(code(needed) == "confirmation_needed")
        let good = key(needed)
        #expect(good.count == 38)
        #expect(key(ask(first, 2, #"{"to":5}"#)) != good, "each key counts on its own")
        let bad = [(3, #"{"to":6,"confirmation":"\#(good)"}"#), (4, #"{"to":5,"confirmation":"x"}"#), (5, #"{"to":5,"confirmation":7}"#)]
        for (id, arguments) in bad {
            let refused = ask(first, id, arguments)
            #expect(code(refused) == "confirmation_needed")
            #expect(message(refused).hasPrefix("The confirmation that came with this call is not for exactly these arguments"))
            #expect(key(refused).count == 38 && key(refused) != good)
        }
        #expect(code(ask(first, 6, #"{"to":5,"confirmation":null}"#)) == "confirmation_needed")
        #expect(write.count == 0)
        #expect(message(ask(second, 7, #"{"confirmation":"\#(good)","to":5}"#)) == #"sent {"to":5}"#, "in another process of the user")
        let again = ask(first, 8, #"{"to":5,"confirmation":"\#(good)"}"#)
        #expect(message(again).hasPrefix("The confirmation that came with this call was used before."))
        #expect(message(ask(first, 9, #"{"to":5,"confirmation":"\#(key(again))"}"#)) == #"sent {"to":5}"#)
        #expect(write.count == 2)
    }

    @Test("a yes is for the text that was shown, not for another one")
    func changedText() {
        let write = Write()
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25")
        let good = key(conversation.ask(legacyCall(1), id: 1))
        write.text.withLock { $0 = "Send «Hi» to Boris" }
        let changed = conversation.ask(legacyCall(2, #"{"confirmation":"\#(good)"}"#), id: 2)
        #expect(message(changed).contains("something may have changed since"))
        #expect(message(changed).contains("Boris"))
        #expect(write.count == 0)
    }

    @Test("a made-up key does not keep a client that can ask from asking")
    func keyBesideForms() {
        let write = Write()
        let conversation = Conversation([write.tool()])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        conversation.send(legacyCall(1, #"{"confirmation":"x"}"#))
        #expect(conversation.next { $0["id"] == 1 || $0["method"] == "elicitation/create" }?["method"] == "elicitation/create")
        #expect(write.count == 0)
    }

    @Test("the operator can do without the chat")
    func strict() throws {
        let write = Write()
        let conversation = Conversation([write.tool(inChat: false)])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        #expect(code(conversation.ask(modernCall(1, capabilities: "{}"), id: 1)) == "confirmation_unavailable")
        conversation.send(legacyCall(2))
        _ = try reply(conversation, #"{"action":"decline"}"#)
        #expect(code(conversation.answer(2)) == "declined")
        #expect(write.count == 0)
    }

    @Test("the argument stands in the schema of tools that are confirmed, under a free name")
    func argument() {
        let plain: JSON = ["type": "object", "properties": ["to": ["type": "integer"]], "additionalProperties": false]
        #expect(Write().tool(schema: plain).definition.inputSchema["properties"]?["confirmation"]?["type"] == "string")
        #expect(Write().tool(inChat: false, schema: plain).definition.inputSchema == plain)
        #expect(Tool.echo.confirmationName == nil)
        let taken: JSON = ["type": "object", "allOf": [["properties": ["confirmation": ["type": "boolean"]]]]]
        let tool = Write().tool(schema: taken)
        #expect(tool.confirmationName == "host_confirmation")
        let conversation = Conversation([tool])
        _ = conversation.initialize("2025-11-25")
        let good = key(conversation.ask(legacyCall(1, #"{"confirmation":true}"#), id: 1), name: "host_confirmation")
        let done = conversation.ask(legacyCall(2, #"{"confirmation":true,"host_confirmation":"\#(good)"}"#), id: 2)
        #expect(message(done) == #"sent {"confirmation":true}"#)
    }

    @Test("a key is ours, for one subject, and ends")
    func keys() throws {
        let call = RequestState.Binding(user: 1, tool: "t", arguments: ["a": 1])
        let subject = ChatConfirmation.subject(of: call, text: "x")
        let secret = [UInt8](repeating: 7, count: 32)
        let good = ChatConfirmation.seal(subject, expiry: 1000, nonce: Array(1...8), key: secret)
        try ChatConfirmation.check(good, for: subject, key: secret, now: 1000)
        #expect(throws: ChatConfirmation.Refusal.expired) { try ChatConfirmation.check(good, for: subject, key: secret, now: 1001) }
        for other in [
            ChatConfirmation.subject(of: call, text: "y"),
            ChatConfirmation.subject(of: RequestState.Binding(user: 1, tool: "u", arguments: ["a": 1]), text: "x"),
            ChatConfirmation.subject(of: RequestState.Binding(user: 2, tool: "t", arguments: ["a": 1]), text: "x"),
        ] {
            #expect(throws: ChatConfirmation.Refusal.unfit) { try ChatConfirmation.check(good, for: other, key: secret, now: 1) }
        }
        #expect(throws: ChatConfirmation.Refusal.unfit) { try ChatConfirmation.check(good, for: subject, key: [1], now: 1) }
        for index in good.indices {
            var changed = good
            changed.replaceSubrange(index...index, with: good[index] == "A" ? "B" : "A")
            #expect(throws: ChatConfirmation.Refusal.unfit) { try ChatConfirmation.check(changed, for: subject, key: secret, now: 1) }
        }
        #expect(throws: ChatConfirmation.Refusal.unfit) { try ChatConfirmation.check(good + "A", for: subject, key: secret, now: 1) }
        #expect(throws: ChatConfirmation.Refusal.unfit) { try ChatConfirmation.check("", for: subject, key: secret, now: 1) }
    }

    // MARK: 2026-07-28

    @Test("a yes of the next round counts for the text of this one only")
    func modernRounds() throws {
        let write = Write()
        let conversation = Conversation([write.tool()])
        let asked = try #require(conversation.ask(modernCall(1), id: 1)?["result"])
        #expect(asked["inputRequests"]?["mcp-host.confirm"]?["params"]?["message"] == "Send «Hi» to Anna")
        let state = try #require(asked["requestState"]?.string)
        write.text.withLock { $0 = "Send «Hi» to Boris" }
        let changed = try #require(conversation.ask(modernCall(2, more: #","requestState":"\#(state)"\#(ConfirmTests.yes)"#), id: 2)?["result"])
        #expect(changed["resultType"] == "input_required")
        #expect(changed["inputRequests"]?["mcp-host.confirm"]?["params"]?["message"] == "Send «Hi» to Boris")
        #expect(write.count == 0)
        let next = try #require(changed["requestState"]?.string)
        let done = conversation.ask(modernCall(3, more: #","requestState":"\#(next)"\#(ConfirmTests.yes)"#), id: 3)
        #expect(message(done) == "sent {}")
        #expect(write.count == 1)
    }

    @Test("a no at once is measured over the rounds too")
    func modernInstantNo() throws {
        let write = Write()
        let conversation = Conversation([write.tool()])
        func decline(_ id: Int, _ state: String) -> JSON? {
            conversation.ask(
                modernCall(id, more: #","requestState":"\#(state)","inputResponses":{"mcp-host.confirm":{"action":"decline"}}"#),
                id: .integer(Int64(id)))
        }
        let needed = decline(2, try #require(conversation.ask(modernCall(1), id: 1)?["result"]?["requestState"]?.string))
        #expect(code(needed) == "confirmation_needed")
        #expect(message(conversation.ask(modernCall(3, #"{"confirmation":"\#(key(needed))"}"#), id: 3)) == "sent {}")
        // A question of long ago: the person had their time.
        let shown = ShownText(digest: ChatConfirmation.digest("Send «Hi» to Anna"), askedAt: 0)
        let rounds = Rounds(state: RequestState(answers: [:], expiry: 0, nonce: "", shown: shown), responses: nil)
        let request = CallRequest(tool: write.tool(), arguments: [:], revision: .july2026, canAsk: true)
        #expect(code(decline(4, try conversation.connection.vault.seal(rounds, for: request))) == "declined")
        #expect(write.count == 1)
    }

    @Test("a key from the chat is enough for all rounds of a tool that asks questions of its own")
    func keyOverRounds() throws {
        let conversation = Conversation([Tool.gated(Tool.curious.invoke)])
        let good = key(conversation.ask(modernCall(1, capabilities: "{}"), id: 1))
        let arguments = #"{"confirmation":"\#(good)"}"#
        let asked = try #require(conversation.ask(modernCall(2, arguments), id: 2)?["result"])
        #expect(asked["inputRequests"]?.object?.members.map(\.name) == ["colour"])
        let state = try #require(asked["requestState"]?.string)
        let answer = #","requestState":"\#(state)","inputResponses":{"colour":{"action":"accept","content":{"colour":"r"}}}"#
        #expect(message(conversation.ask(modernCall(3, arguments, more: answer), id: 3)).contains("accepted"))
        #expect(conversation.ask(modernCall(4, arguments, more: answer), id: 4)?["error"]?["code"] == -32602, "once only")
    }

    // MARK: Time

    @Test("a preview that takes too long ends the call, and nothing was sent")
    func slowPreview() {
        let runs = Monitor(0)
        let tool = Tool.gated(
            deadline: 100,
            preview: { call in
                while call.cancellation.sleep(until: .now.adding(milliseconds: 60_000)) {}
                return .cancelled
            }
        ) { _ in
            runs.withLock { $0 += 1 }
            return .answer(ToolAnswer())
        }
        let conversation = Conversation([tool])
        _ = conversation.initialize("2025-11-25", capabilities: ConfirmTests.forms)
        let answer = conversation.ask(legacyCall(1), id: 1)
        #expect(code(answer) == "timeout")
        #expect(message(answer).contains("Nothing was sent."))
        #expect(runs.withLock { $0 } == 0)
    }
}

extension Tool {
    /// A writing tool named `write` that a person has to confirm. Takes any argument but `bad`.
    fileprivate static func gated(
        inChat: Bool = true, schema: JSON = ["type": "object"], deadline: Int64 = 30_000,
        preview: (@Sendable (ToolCall) -> CallOutcome)? = nil, _ invoke: @escaping @Sendable (ToolCall) -> CallOutcome
    ) -> Tool {
        Tool(
            definition: ToolDefinition(
                name: "write", title: "", description: "Writes.", hints: [.write], inputSchema: schema, outputSchema: nil,
                deadlineMilliseconds: deadline),
            bundleName: "tests", writes: .confirm, confirmsInChat: inChat, lane: Lane(name: "write", isSerial: true),
            check: { $0["bad"] == nil ? nil : Failure("invalid_argument", "bad is not allowed", retry: .never) },
            preview: preview, invoke: invoke)
    }
}

extension String {
    /// What follows the last `mark`; empty without it.
    fileprivate func components(after mark: String) -> Substring {
        var rest = self[...]
        var found = false
        while let range = rest.firstRange(of: mark) {
            rest = rest[range.upperBound...]
            found = true
        }
        return found ? rest : ""
    }
}
