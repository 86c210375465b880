import Testing

@testable import Host

/// What counts as a look at a write.
@Suite("Write check")
struct WriteCheckTests {
    private let dialog: JSON = [
        "type": "object",
        "properties": ["user_id": ["type": "integer"], "username": ["type": "string"], "page": ["type": "integer"]],
    ]
    private let list: JSON = [
        "type": "object",
        "properties": ["page": ["type": "integer", "default": 1], "filter": ["type": "string", "default": "all"], "order_id": ["type": "integer"]],
        "required": [],
    ]

    private func isMet(_ check: String, _ tool: String, _ arguments: JSONObject, _ schema: JSON, wrote: JSONObject = [:]) -> Bool {
        WriteCheck(check).isMet(by: WriteLook(tool: tool, arguments: arguments, inputSchema: schema), subject: WriteSubject(wrote))
    }

    @Test("reads the ways out of a sentence")
    func parses() {
        #expect(WriteCheck("get_dialog (user_id=5) или get_dialog (username=bob)").ways == [
            .init(tool: "get_dialog", arguments: [["user_id", "5"]]), .init(tool: "или"), .init(tool: "get_dialog", arguments: [["username", "bob"]]),
        ])
        #expect(WriteCheck("look.").ways == [.init(tool: "look")] && WriteCheck("").ways.isEmpty && WriteCheck("=5").ways.count == 1)
    }

    @Test("a call with the named arguments and no others lifts, and no other call")
    func named() {
        let check = "get_dialog (user_id=5) or get_dialog (username=bob)"
        #expect(isMet(check, "get_dialog", ["user_id": 5], dialog) && isMet(check, "get_dialog", ["username": "bob"], dialog))
        #expect(isMet(check, "get_dialog", ["user_id": 5, "page": .null], dialog))
        for wrong: JSONObject in [
            [:], ["user_id": 6], ["username": "eve"], ["user_id": 5, "page": 1], ["user_id": "5x"], ["user_id": .null], ["user_id": 5, "username": "eve"],
        ] {
            #expect(!isMet(check, "get_dialog", wrong, dialog), "\(JSON.object(wrong).text)")
        }
        #expect(!isMet(check, "list_dialogs", ["user_id": 5], dialog))
    }

    @Test("a page or a filter shows something else, its default does not")
    func defaults() {
        for (arguments, expected) in [([:], true), (["page": 1, "filter": "all"], true), (["page": 2], false), (["filter": "unpaid"], false)] as [(JSONObject, Bool)] {
            #expect(isMet("list_orders", "list_orders", arguments, list) == expected, "\(JSON.object(arguments).text)")
        }
    }

    @Test("where no arguments are named, those in common have to be equal")
    func common() {
        let wrote: JSONObject = ["order_id": 7, "text": "Hello"]
        #expect(isMet("show_order", "show_order", ["order_id": 7], list, wrote: wrote))
        #expect(!isMet("show_order", "show_order", ["order_id": 8], list, wrote: wrote) && !isMet("show_order", "show_order", [:], list, wrote: wrote))
        let fetch: JSON = ["type": "object", "properties": ["path": ["type": "string"], "depth": ["type": "integer"]], "required": ["path"]]
        #expect(isMet("fetch", "fetch", ["path": "anything"], fetch, wrote: wrote), "it cannot be called without")
        #expect(!isMet("fetch", "fetch", ["path": "b"], fetch, wrote: ["path": "a"]) && isMet("fetch", "fetch", ["path": "a"], fetch, wrote: ["path": "a"]))
        #expect(!isMet("fetch", "fetch", ["path": "a", "depth": 3], fetch, wrote: ["path": "a"]))
    }

    @Test("a subject knows its values again and shows none of them")
    func subject() {
        let subject = WriteSubject(["a": 1, "b": true, "c": " x ", "d": .null, "e": [1], "f": 2, "g": 3, "h": 4, "i": 5])
        #expect(subject.arguments.count == WriteSubject.limit)
        #expect(subject.has("a", "1") && subject.has("b", "true") && subject.has("c", "x") && !subject.has("a", "2") && !subject.knows("d") && !subject.knows("i"))
    }

    // MARK: Whose journal

    private let directory = TestDirectory()
    private let capture = LogCapture()

    private func journals(_ name: String, _ account: Monitor<String?>) -> WriteJournals {
        WriteJournals(name: name, directory: directory.path, log: capture.log()) { account.withLock { $0 } }
    }

    private func begin(_ journals: WriteJournals, _ id: UInt64) -> WriteLedger.Decision {
        journals.current.begin(id, fingerprint: [UInt8](repeating: 1, count: 32), tool: "send", checkWith: "look", call: id)
    }

    @Test("two configurations of one account share its journal, as soon as it is known whose it is")
    func oneAccount() {
        let (first, second) = (journals("by-token.writes", Monitor("seven.writes")), journals("by-login.writes", Monitor("seven.writes")))
        #expect(begin(first, 1) == .go)
        guard case .inProgress = begin(second, 2) else { Issue.record("not seen"); return }
        #expect(begin(journals("third.writes", Monitor("eight.writes")), 3) == .go, "another account is another matter")
    }

    @Test("who has looked before the account was known has looked")
    func early() {
        let first = journals("a.writes", Monitor("seven.writes"))
        #expect(begin(first, 1) == .go)
        first.current.leaveOpen(1)
        let account = Monitor<String?>(nil)
        let second = journals("b.writes", account)
        second.looked(WriteLook(tool: "other"), startedAt: WallClock.milliseconds + 1)
        second.looked(WriteLook(tool: "look"), startedAt: WallClock.milliseconds + 1)
        account.withLock { $0 = "seven.writes" }
        #expect(begin(second, 2) == .go)
    }

    @Test("one offer per project and one verdict per order, whatever it says")
    func conflicts() {
        func print(_ path: String, _ query: [HTTPHeader], _ text: String, site: String) -> [UInt8] {
            var request = SessionRequest(session: "kwork", effect: .write, method: "POST", path: path, query: query)
            request.body = .multipart([.init(name: "description", fileName: "", contentType: "", data: Array(text.utf8))])
            return WriteFingerprint.of(request, session: "a", site: site, conflict: KworkRoutes.conflict(of: request, site: site))
        }
        func offer(_ project: String, _ text: String) -> [UInt8] { print("api/offer/createoffer", [HTTPHeader(name: "wantId", value: project)], text, site: "web") }
        #expect(offer("5", "text") == offer("5", "text.") && offer("5", "text") != offer("6", "text"))
        func verdict(_ path: String, _ text: String) -> [UInt8] { print(path, [HTTPHeader(name: "orderId", value: "5")], text, site: "api") }
        #expect(verdict("approveOrder", "a") == verdict("/approveOrder", "b") && verdict("approveOrder", "a") != verdict("sendOrderForRevision", "a"))
        #expect(verdict("inboxCreate", "a") != verdict("inboxCreate", "b"), "two messages are two messages")
        let bare = SessionRequest(session: "kwork", effect: .write, method: "POST", path: "approveOrder")
        #expect(KworkRoutes.conflict(of: bare, site: "api") == nil)
    }
}
