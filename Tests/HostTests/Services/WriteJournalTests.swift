import Glibc
import Testing

@testable import Host

/// The journal in its file, alone and under sessions.
@Suite("Write journal")
struct WriteJournalTests {
    let directory = TestDirectory()
    let capture = LogCapture()

    private func journal(owner: ProcessMark = .current) -> WriteJournal {
        WriteJournal(name: "a.writes", directory: directory.path, log: capture.log(), owner: owner)
    }

    private func begin(_ journal: WriteJournal, _ id: UInt64, _ print: UInt8 = 1) -> WriteLedger.Decision {
        journal.begin(id, fingerprint: [UInt8](repeating: print, count: 32), tool: "send", checkWith: "look", call: id)
    }

    private var isThere: Bool { access(directory.file("a.writes"), F_OK) == 0 }
    private var isEmpty: Bool { JournalFile(name: "a.writes", directory: directory.path).isEmpty }

    // MARK: The file

    @Test("two processes see each other's writes")
    func shared() {
        let (first, second) = (journal(), journal())
        second.looked(WriteLook(tool: "look"), startedAt: 0)
        #expect(!isThere && isEmpty, "looking makes no file")
        #expect(begin(first, 1) == .go)
        #expect(TestDirectory.mode(directory.file("a.writes")) == 0o600)
        guard case .inProgress(let other) = begin(second, 2) else { Issue.record("not seen"); return }
        #expect(other.id == 1 && other.tool == "send" && other.owner == .current)
        #expect(!isEmpty)
        first.strike(1)
        #expect(isThere && isEmpty)
        #expect(begin(second, 3) == .go)
        second.leaveOpen(3)
        guard case .unknown = begin(first, 4) else { Issue.record("open"); return }
        #expect(first.unresolved() == [.init(tool: "send", checkWith: "look", sentAt: first.unresolved()[0].sentAt)])
        first.looked(WriteLook(tool: "look"), startedAt: WallClock.milliseconds + 1)
        #expect(isEmpty)
        #expect(begin(first, 5) == .go)
    }

    @Test("nothing of what is sent stands in the file")
    func content() throws {
        let fixture = SessionFixture(base: TinyServer.http { _ in nil }.url, directory: directory)
        var request = SessionRequest(session: "service", effect: .write, method: "POST", path: "messages")
        request.body = .form([HTTPHeader(name: "text", value: "a very private text")])
        request.query = [HTTPHeader(name: "recipient", value: "anna")]
        request.checkWith = "look"
        _ = fixture.registry.send(request, for: CallFixture.writing)
        let name = try #require(files().first { $0.hasSuffix(".writes") })
        let bytes = try #require(TestDirectory.read(directory.file(name)))
        #expect(bytes.contains("some_tool") && bytes.contains("look"))
        #expect(!bytes.contains("private") && !bytes.contains("anna") && !bytes.contains("messages"))
    }

    @Test("a damaged or foreign file is started anew, with a warning", arguments: ["garbage", String(repeating: "x", count: 300_000)])
    func damaged(text: String) {
        TestDirectory.write(text, to: directory.file("a.writes"))
        #expect(begin(journal(), 1) == .go)
        #expect(capture.text.contains("damaged or of another version"))
        guard case .inProgress = begin(journal(), 2) else { Issue.record("not kept"); return }
    }

    @Test("a write torn in the middle leaves the state before it")
    func torn() {
        let writer = journal()
        #expect(begin(writer, 1, 1) == .go)
        #expect(begin(writer, 2, 2) == .go)
        // The newest state lies in the first place; break it.
        let descriptor = Glibc.open(directory.file("a.writes"), O_RDWR)
        pwrite(descriptor, [UInt8](repeating: 0xFF, count: 40), 40, 40)
        close(descriptor)
        guard case .inProgress = begin(journal(), 3, 1) else { Issue.record("the older state is lost"); return }
        #expect(begin(journal(), 4, 2) == .go, "the newer one had not been written to its end")
        #expect(capture.all.isEmpty)
    }

    @Test("without a usable directory the process still keeps itself from sending twice, and says so once")
    func withoutDirectory() {
        chmod(directory.path, 0o755)
        let journal = journal()
        #expect(begin(journal, 1) == .go)
        guard case .inProgress = begin(journal, 2) else { Issue.record("not noted"); return }
        journal.leaveOpen(1)
        #expect(journal.unresolved().count == 1)
        journal.looked(WriteLook(tool: "look"), startedAt: WallClock.milliseconds + 1)
        #expect(begin(journal, 3) == .go)
        #expect(capture.all.count == 1)
        #expect(!isThere)
        chmod(directory.path, 0o700)
        #expect(begin(journal, 4, 2) == .go)
        #expect(!isEmpty, "what was noted meanwhile is in the file now")
        guard case .inProgress = begin(self.journal(), 5, 1) else { Issue.record("not carried over"); return }
    }

    @Test("a link in place of the file is not followed")
    func link() {
        TestDirectory.write("precious", to: directory.file("target"))
        symlink(directory.file("target"), directory.file("a.writes"))
        #expect(begin(journal(), 1) == .go)
        #expect(TestDirectory.read(directory.file("target")) == "precious")
        #expect(capture.all.count == 1)
    }

    @Test("a process that was killed has left its write open")
    func killed() async throws {
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let journal = WriteJournal(name: "a.writes", directory: path)
            _ = journal.begin(1, fingerprint: [UInt8](repeating: 1, count: 32), tool: "send", checkWith: "look", call: 1)
            kill(getpid(), SIGKILL)
        }
        let journal = journal()
        guard case .unknown(let left) = begin(journal, 2) else { Issue.record("not open"); return }
        #expect(left.id == 1 && left.owner != .current)
        #expect(journal.unresolved().count == 1)
        journal.looked(WriteLook(tool: "look"), startedAt: left.sentAt + 1)
        #expect(begin(journal, 3) == .go)
    }

    @Test("a process is told from a later one of the same number, and from one that is gone")
    func marks() {
        let own = ProcessMark.current
        #expect(own.start > 0 && own.process == getpid())
        #expect(own.isAlive(sentAt: 0, now: 0))
        var other = own
        other.start += 1
        #expect(!other.isAlive(sentAt: 0, now: 0))
        other = own
        other.boot ^= 1
        #expect(!other.isAlive(sentAt: 0, now: 0))
        other = own
        other.namespace ^= 1
        #expect(other.isAlive(sentAt: 0, now: 60_000), "it cannot be looked up, so it is believed to live")
        #expect(!other.isAlive(sentAt: 0, now: 1_000_000))
        #expect(!ProcessMark(process: .max, start: 1, boot: own.boot, namespace: own.namespace).isAlive(sentAt: 0, now: 0))
    }

    @Test("many at once: each write is let out once")
    func contention() {
        let granted = Monitor([UInt64]())
        let done = Monitor(0)
        for worker in 0..<8 {
            Thread.start(name: "writer") { [directory] in
                let journal = WriteJournal(name: "a.writes", directory: directory.path)
                for print in UInt8(0)..<20 {
                    let id = UInt64(worker) * 100 + UInt64(print) + 1
                    if journal.begin(id, fingerprint: [UInt8](repeating: print, count: 32), tool: "t", checkWith: "c", call: id) == .go {
                        granted.withLock { $0.append(UInt64(print)) }
                    }
                }
                done.withLock { $0 += 1 }
                done.broadcast()
            }
        }
        #expect(done.wait(until: .now.adding(milliseconds: 60_000)) { $0 == 8 ? true : nil } == true)
        #expect(granted.withLock { $0.sorted() } == (0..<20).map { UInt64($0) })
    }

    private func files() -> [String] {
        guard let folder = opendir(directory.path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            })
        }
        return names
    }

    // MARK: Under a session

    private func fixture(_ server: TinyServer, connection: SessionConnection = SessionConnection()) -> SessionFixture {
        SessionFixture(base: server.url, directory: directory, connection: connection)
    }

    @Test("a lost answer holds up the equal write in every process, until somebody has looked")
    func lostAnswer() {
        let server = TinyServer.http { _ in nil }
        let (first, second) = (fixture(server), fixture(server))
        #expect(first.write("send", checkWith: "look").failure?.code == "outcome_unknown")
        let refused = second.write("send", checkWith: "look").failure
        #expect(refused?.code == "ambiguous_write" && refused?.retry == .never)
        #expect(refused?.message.contains("First run look") == true)
        #expect(server.connections == 1, "no byte of the second one has left")
        #expect(second.write("send?", checkWith: "look").failure?.code == "invalid_request")
        #expect(second.write("send/other", checkWith: "look").failure?.code == "outcome_unknown", "another write is another matter")
        let look = CallFixture.call()
        second.registry.succeeded(look, startedAt: WallClock.milliseconds + 1)
        #expect(second.write("send", checkWith: "look").failure?.code == "ambiguous_write", "some_tool is not look")
    }

    @Test("the tool that is the check lifts it")
    func lifted() {
        let server = TinyServer.http { $0.method == "POST" ? nil : ok("{}") }
        let (first, second) = (fixture(server), fixture(server))
        #expect(first.write("send", checkWith: "some_tool").failure?.code == "outcome_unknown")
        #expect(second.get("messages").answer != nil)
        second.registry.succeeded(CallFixture.call(), startedAt: WallClock.milliseconds + 1)
        #expect(first.write("send", checkWith: "some_tool").failure?.code == "outcome_unknown")
        #expect(server.connections >= 3)
    }

    @Test("an answer is over when the tool has returned", arguments: ["200 OK", "404 Not Found", "409 Conflict", "429 Too Many Requests"])
    func answered(status: String) {
        let server = TinyServer.http { _ in ok("{}", status: status) }
        let fixture = fixture(server)
        for _ in 0..<2 {
            let call = CallFixture.call(hints: .write)
            let outcome = fixture.write("send", checkWith: "look", call: call)
            #expect(["ambiguous_write", "write_in_progress"].contains(outcome.failure?.code) == false)
            call.end(.answer(ToolAnswer()))
        }
        #expect(server.connections >= 2)
        #expect(configuration(server).unresolvedWrites(directory: directory.path).isEmpty)
    }

    @Test("an answered write whose tool cannot tell what came of it stays open")
    func unclearAnswer() {
        let server = TinyServer.http { _ in ok("{}") }
        let fixture = fixture(server)
        let call = CallFixture.call(hints: .write)
        #expect(fixture.write("send", checkWith: "look", call: call).answer != nil)
        #expect(fixture.write("send", checkWith: "look").failure?.code == "write_in_progress", "nobody has heard of the first yet")
        #expect(fixture.write("send", checkWith: "look", call: call).answer != nil, "the same call has")
        call.end(.failure(Failure("bad_answer", "No id came back.", retry: .outcomeUnknown), partial: []))
        #expect(fixture.write("send", checkWith: "look").failure?.code == "ambiguous_write")
        let open = configuration(server).unresolvedWrites(directory: directory.path)
        #expect(open.map(\.tool) == ["some_tool"] && open.map(\.checkWith) == ["look"])
    }

    @Test("5xx, a timeout and unreadable answers leave it open", arguments: [
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "slow", "no HTTP at all\r\n\r\n",
    ])
    func open(answer: String) {
        let server = TinyServer { peer in
            guard peer.readRequest() != nil else { return }
            if answer == "slow" { _ = peer.waitForClose() } else { peer.write(answer) }
        }
        let fixture = fixture(server, connection: SessionConnection(timeoutMilliseconds: answer == "slow" ? 300 : 20_000))
        #expect(fixture.write("send", checkWith: "look").failure?.code == "outcome_unknown")
        #expect(fixture.write("send", checkWith: "look").failure?.code == "ambiguous_write")
        #expect(server.connections == 1)
    }

    @Test("a cancelled call leaves it open once it has been sent")
    func cancelled() {
        let cancellation = Cancellation()
        let server = TinyServer { peer in
            guard peer.readRequest() != nil else { return }
            cancellation.cancel(.client(reason: nil))
            _ = peer.waitForClose()
        }
        let fixture = fixture(server)
        guard case .cancelled(let failure) = fixture.write("send", checkWith: "look", call: CallFixture.call(hints: .write, cancellation: cancellation))
        else { Issue.record("not cancelled"); return }
        #expect(failure.retry == .outcomeUnknown)
        #expect(fixture.write("send", checkWith: "look").failure?.code == "ambiguous_write")
    }

    @Test("what never left may be repeated")
    func unsent() {
        let fixture = SessionFixture(base: "http://127.0.0.1:\(TinyServer.closedPort())/", directory: directory)
        for _ in 0..<2 {
            let failure = fixture.write("send", checkWith: "look").failure
            #expect(failure?.code == "connection_failed")
            #expect(failure?.retry == .later(afterMilliseconds: nil))
        }
        let configuration = SessionConfiguration.http(HTTPSessionConfiguration(sites: [SessionSite(name: "main", base: "http://127.0.0.1:1/")]))
        #expect(configuration.unresolvedWrites(directory: directory.path).isEmpty)
    }

    @Test("no notes of reads, of writes that nobody could look up, and of tools that may be repeated")
    func exempt() {
        let server = TinyServer.http { _ in nil }
        let fixture = fixture(server)
        for _ in 0..<2 {
            #expect(fixture.write("a").failure?.code == "outcome_unknown")
            #expect(fixture.write("b", checkWith: "look", call: CallFixture.call(hints: [.write, .idempotent])).failure?.code == "outcome_unknown")
        }
        #expect(!files().contains { $0.hasSuffix(".writes") })
    }

    private func configuration(_ server: TinyServer) -> SessionConfiguration {
        .http(HTTPSessionConfiguration(sites: [SessionSite(name: "main", base: server.url)]))
    }

    @Test("Kwork's own words")
    func russian() {
        let context = FailureContext(subject: "kwork", checkWith: "get_dialog", triedSecondsAgo: 300)
        let text = RussianWording().message(.ambiguousWrite, context)
        #expect(text.contains("5 мин назад") && text.contains("вызовите get_dialog, ровно с этими аргументами"))
        #expect(RussianWording().message(.writeInProgress, context).hasSuffix("Повторите позже."))
    }

    /// Not a promise about a machine: that nothing grows out of proportion.
    @Test("a note costs little")
    func cost() {
        let journal = journal()
        let start = MonotonicTime.now
        for id in UInt64(1)...100 {
            #expect(begin(journal, id) == .go)
            journal.strike(id)
        }
        let microseconds = (MonotonicTime.now.nanoseconds - start.nanoseconds) / 100_000
        #expect(microseconds < 100_000, "\(microseconds) µs each")
        let look = MonotonicTime.now
        for _ in 0..<1000 { journal.looked(WriteLook(tool: "look"), startedAt: 0) }
        #expect((MonotonicTime.now.nanoseconds - look.nanoseconds) / 1_000_000 < 1_000)
    }
}
