import Testing

@testable import Host

/// The journal of writes as a value.
@Suite("Write ledger")
struct WriteLedgerTests {
    private static let owner = ProcessMark(process: 7, start: 1, boot: 2, namespace: 3)

    private func entry(_ id: UInt64, _ print: UInt8 = 1, at time: Int64 = 1_000_000, call: UInt64 = 1, check: String = "look") -> WriteEntry {
        WriteEntry(
            id: id, fingerprint: [UInt8](repeating: print, count: 32), tool: "send", checkWith: check, sentAt: time,
            owner: WriteLedgerTests.owner, call: call)
    }

    private let alive: (WriteEntry) -> Bool = { _ in true }
    private let dead: (WriteEntry) -> Bool = { _ in false }

    @Test("an equal write waits for the first, another one does not")
    func equal() {
        var ledger = WriteLedger()
        #expect(ledger.begin(entry(1), isAlive: alive) == .go)
        #expect(ledger.begin(entry(2), isAlive: alive) == .inProgress(entry(1)))
        #expect(ledger.begin(entry(3, 2), isAlive: alive) == .go)
        ledger.strike(1)
        #expect(ledger.begin(entry(4), isAlive: alive) == .go, "the same text twice, one after the other, is legitimate")
        #expect(ledger.entries.map(\.id) == [3, 4])
    }

    @Test("an open outcome holds up an equal write, whoever left it open")
    func unknown() {
        var ledger = WriteLedger()
        _ = ledger.begin(entry(1), isAlive: alive)
        #expect(ledger.begin(entry(2), isAlive: dead) == .unknown(entry(1)), "its process is gone")
        ledger.answered(1)
        guard case .unknown = ledger.begin(entry(2), isAlive: dead) else { Issue.record("answered, but nobody heard it"); return }
        ledger.leaveOpen(1, now: 1_000_005)
        guard case .unknown(let open) = ledger.begin(entry(2), isAlive: alive) else { Issue.record("open"); return }
        #expect(open.unknownSince == 1_000_005)
    }

    @Test("a tool that has read the answer may send the same again within its call")
    func sameCall() {
        var ledger = WriteLedger()
        _ = ledger.begin(entry(1), isAlive: alive)
        ledger.answered(1)
        guard case .inProgress = ledger.begin(entry(2, call: 2), isAlive: alive) else { Issue.record("another call"); return }
        #expect(ledger.begin(entry(3, call: 1), isAlive: alive) == .go)
        #expect(ledger.entries.map(\.id) == [3])
    }

    @Test("looking lifts what was open before the look began, by the tool that is the check")
    func looked() {
        var ledger = WriteLedger()
        _ = ledger.begin(entry(1), isAlive: alive)
        ledger.leaveOpen(1, now: 1_000_100)
        ledger.looked(WriteLook(tool: "look"), startedAt: 1_000_099, now: 1_000_200, isAlive: alive)
        ledger.looked(WriteLook(tool: "other"), startedAt: 1_000_150, now: 1_000_200, isAlive: alive)
        ledger.looked(WriteLook(tool: "loo"), startedAt: 1_000_150, now: 1_000_200, isAlive: alive)
        #expect(ledger.entries.count == 1)
        ledger.looked(WriteLook(tool: "look"), startedAt: 1_000_100, now: 1_000_200, isAlive: alive)
        #expect(ledger.entries.isEmpty)
    }

    @Test("looking does not lift what may still be on its way")
    func lookedTooSoon() {
        var ledger = WriteLedger()
        _ = ledger.begin(entry(1), isAlive: alive)
        ledger.looked(WriteLook(tool: "look"), startedAt: 2_000_000, now: 2_000_000, isAlive: alive)
        #expect(ledger.entries.count == 1)
        ledger.looked(WriteLook(tool: "look"), startedAt: 1_000_000, now: 2_000_000, isAlive: dead)
        #expect(ledger.entries.count == 1, "it began before the write")
        ledger.looked(WriteLook(tool: "look"), startedAt: 1_000_001, now: 2_000_000, isAlive: dead)
        #expect(ledger.entries.isEmpty)
    }

    @Test("a check may be named in a sentence", arguments: [
        ("look", true), ("look or other", true), ("other, look.", true), ("look_again", false), ("look-again", false), ("", false),
    ])
    func checks(text: String, expected: Bool) {
        #expect(entry(1, check: text).isChecked(by: WriteLook(tool: "look")) == expected)
    }

    @Test("an hour lifts everything, and so does a clock that was an hour ahead")
    func time() {
        let hour = WriteLedger.lifetimeMilliseconds
        for later in [1_000_000 + hour + 1, 1_000_000 - hour - 1] {
            var ledger = WriteLedger()
            _ = ledger.begin(entry(1), isAlive: alive)
            ledger.leaveOpen(1, now: 1_000_000)
            #expect(ledger.unresolved(now: 1_000_000, isAlive: alive).count == 1)
            #expect(ledger.unresolved(now: later, isAlive: alive).isEmpty)
            #expect(ledger.begin(entry(2, at: later), isAlive: alive) == .go)
            #expect(ledger.entries.map(\.id) == [2])
        }
    }

    @Test("it is bounded: the oldest open one goes, before any that is on its way")
    func bounded() {
        var ledger = WriteLedger()
        for id in 0..<UInt64(WriteLedger.limit) {
            var next = entry(id + 1)
            next.fingerprint[0] = UInt8(truncatingIfNeeded: id)
            next.fingerprint[1] = UInt8(truncatingIfNeeded: id >> 8) &+ 2
            #expect(ledger.begin(next, isAlive: alive) == .go)
        }
        ledger.leaveOpen(5, now: 1_000_001)
        #expect(ledger.begin(entry(1000), isAlive: alive) == .go)
        #expect(ledger.entries.count == WriteLedger.limit)
        #expect(!ledger.entries.contains { $0.id == 5 })
        #expect(ledger.entries.first?.id == 1)
    }

    @Test("it survives the way through bytes, and nothing else is taken for it")
    func bytes() throws {
        var ledger = WriteLedger()
        _ = ledger.begin(entry(1, check: "Проверка"), isAlive: alive)
        var second = entry(2, 9, call: .max)
        second.subject = WriteSubject(["order_id": 7, "text": "Привет", "flag": true])
        _ = ledger.begin(second, isAlive: alive)
        ledger.leaveOpen(2, now: 5)
        ledger.answered(1)
        let bytes = ledger.encoded
        #expect(WriteLedger(bytes) == ledger)
        for length in 0..<bytes.count { #expect(WriteLedger(Array(bytes[..<length])) == nil) }
        var long = entry(3)
        long.tool = String(repeating: "t", count: 500)
        #expect(WriteLedger(WriteLedger(entries: [long]).encoded)?.entries.first?.tool.utf8.count == WriteEntry.longestName)
    }

    @Test("equal effects have equal names, whatever is new with each try")
    func fingerprints() {
        func request(_ change: (inout SessionRequest) -> Void = { _ in }) -> [UInt8] {
            var request = SessionRequest(session: "any", effect: .write, method: "POST", path: "send")
            request.query = [HTTPHeader(name: "user_id", value: "5"), HTTPHeader(name: "token", value: "a")]
            request.body = .form([HTTPHeader(name: "text", value: "Hi"), HTTPHeader(name: "csrftoken", value: "b")])
            change(&request)
            return WriteFingerprint.of(request, session: "account", site: "api")
        }
        let first = request()
        #expect(first.count == 32)
        #expect(request { $0.query[1].value = "other" } == first)
        #expect(request { $0.body = .form([HTTPHeader(name: "text", value: "Hi")]) } == first)
        #expect(request { $0.path = "/send" } == first)
        #expect(request { $0.checkWith = "look"; $0.timeoutMilliseconds = 5; $0.headers = [HTTPHeader(name: "X", value: "1")] } == first)
        let others = [
            request { $0.query[0].value = "6" }, request { $0.path = "sent" }, request { $0.method = "PUT" },
            request { $0.body = .form([HTTPHeader(name: "text", value: "Hi!")]) }, request { $0.body = .none },
            request { $0.body = .bytes(Array("Hi".utf8), contentType: "text/plain") },
            request { $0.query = [HTTPHeader(name: "user_id5", value: "")] },
        ]
        #expect(Set([first] + others).count == others.count + 1)
        var plain = SessionRequest(session: "any", effect: .write, method: "POST", path: "send")
        plain.body = .multipart([
            .init(name: "text", fileName: "", contentType: "", data: [1]), .init(name: "draftKey", fileName: "", contentType: "", data: [2]),
        ])
        var again = plain
        again.body = .multipart([.init(name: "text", fileName: "", contentType: "", data: [1])])
        #expect(WriteFingerprint.of(plain, session: "a", site: "s") == WriteFingerprint.of(again, session: "a", site: "s"))
        #expect(WriteFingerprint.of(plain, session: "a", site: "s") != WriteFingerprint.of(plain, session: "b", site: "s"))
        #expect(WriteFingerprint.of(plain, session: "a", site: "s") != WriteFingerprint.of(plain, session: "a", site: "t"))
    }

    @Test("which outcomes leave the client without knowledge")
    func outcomes() {
        func isOpen(_ outcome: CallOutcome, _ isCancelled: Bool = false) -> Bool { JournaledWrite.isOpen(outcome, isCancelled: isCancelled) }
        #expect(!isOpen(.answer(ToolAnswer())))
        #expect(isOpen(.answer(ToolAnswer()), true))
        #expect(!isOpen(.failure(Failure("duplicate", "", retry: .never), partial: [])))
        #expect(isOpen(.failure(Failure("bad_answer", "", retry: .outcomeUnknown), partial: [])))
        #expect(isOpen(.failure(Failure("internal", ""), partial: [])))
        #expect(isOpen(.cancelled))
        #expect(isOpen(.pending([])))
    }
}
