import Glibc

/// The ledger of one session in a file that all processes of the user share and that outlives them. When the file cannot be
/// used, the ledger lives on in this process alone, and the log says so once: a full disk must not make writing impossible,
/// and within one process nothing is sent twice all the same. Safe from any thread.
final class WriteJournal: Sendable {
    /// What `mcp-host status` tells of an open write.
    struct Unresolved: Sendable, Equatable {
        var tool: String
        /// The tool that shows whether it happened.
        var checkWith: String
        /// Milliseconds since 1970.
        var sentAt: Int64
    }

    private struct Inner {
        /// Entries that are in no file.
        var local = WriteLedger()
        var isBroken = false
    }

    /// Names the session, and the file.
    let name: String
    private let file: JournalFile
    private let log: HostLog
    private let owner: ProcessMark
    private let inner = Monitor(Inner())

    /// - Parameters:
    ///   - name: of the file, without secrets; see `SessionConfiguration.journalName`.
    ///   - directory: for tests; an absolute path.
    init(name: String, directory: String? = nil, log: HostLog = .shared, owner: ProcessMark = .current) {
        self.name = name
        file = JournalFile(name: name, directory: directory)
        self.log = log
        self.owner = owner
    }

    /// Notes a write that is about to leave: durable when this returns `go`.
    func begin(
        _ id: UInt64, fingerprint: [UInt8], tool: String, checkWith: String, subject: WriteSubject = WriteSubject(), call: UInt64
    ) -> WriteLedger.Decision {
        let now = WallClock.milliseconds
        let entry = WriteEntry(
            id: id, fingerprint: fingerprint, tool: tool, checkWith: checkWith, subject: subject, sentAt: now, owner: owner, call: call)
        return update(isDurable: true) { $0.begin(entry, isAlive: WriteJournal.isAlive(now)) }
    }

    func answered(_ id: UInt64) { update { $0.answered(id) } }
    func strike(_ id: UInt64) { update { $0.strike(id) } }
    // Should this get lost, the end of the process says the same.
    func leaveOpen(_ id: UInt64) { update { $0.leaveOpen(id, now: WallClock.milliseconds) } }

    /// A tool of a bundle with this session has succeeded. Costs a few microseconds when nothing is open.
    func looked(_ look: WriteLook, startedAt: Int64) {
        guard !file.isEmpty || inner.withLock({ !$0.local.entries.isEmpty }) else { return }
        let now = WallClock.milliseconds
        update { $0.looked(look, startedAt: startedAt, now: now, isAlive: WriteJournal.isAlive(now)) }
    }

    /// What is open. Changes nothing, and makes no file.
    func unresolved() -> [Unresolved] {
        let now = WallClock.milliseconds
        var ledger = file.read() ?? WriteLedger()
        ledger.entries += inner.withLock { $0.local.entries }
        return ledger.unresolved(now: now, isAlive: WriteJournal.isAlive(now)).map {
            Unresolved(tool: $0.tool, checkWith: $0.checkWith, sentAt: $0.sentAt)
        }
    }

    private static func isAlive(_ now: Int64) -> (WriteEntry) -> Bool { { $0.owner.isAlive(sentAt: $0.sentAt, now: now) } }

    private func update<Result>(isDurable: Bool = false, _ body: (inout WriteLedger) -> Result) -> Result {
        inner.withLock { inner in
            let access: JournalFile.Access
            switch file.open() {
            case .failure(let problem):
                report(&inner, problem.message)
                return body(&inner.local)
            case .success(let opened): access = opened
            }
            defer { access.close() }
            let found = access.read()
            if found == nil { log.write(.warning, "the journal of writes \(file.name) is damaged or of another version; it is started anew") }
            var ledger = found ?? WriteLedger()
            ledger.entries += inner.local.entries
            let result = body(&ledger)
            guard ledger != found else { return result }
            if access.write(ledger, isDurable: isDurable) {
                inner.local = WriteLedger()
            } else {
                report(&inner, "\(file.name) cannot be written (\(String(cString: strerror(errno))))")
                let kept = Set((found ?? WriteLedger()).entries.map(\.id))
                inner.local.entries = ledger.entries.filter { !kept.contains($0.id) }
            }
            return result
        }
    }

    private func report(_ inner: inout Inner, _ what: String) {
        guard !inner.isBroken else { return }
        inner.isBroken = true
        log.write(.warning, "writes are noted in this process only, other processes cannot see them: \(what)")
    }
}
