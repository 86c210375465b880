/// The journals of one session. Whose writes they note is the account, whatever credentials and addresses lead to it; where
/// the account only shows when the session is at work, looks that come before are remembered until it does. Safe from any thread.
final class WriteJournals: Sendable {
    private struct Inner {
        var journal: WriteJournal?
        /// Calls that succeeded while it was not known whose writes they looked at, oldest first.
        var early: [(look: WriteLook, startedAt: Int64)] = []
    }

    /// More early looks than this are no use: a write that is open was sent within the hour.
    private static let earlyLimit = 64

    /// For sessions whose account is their configuration, and for writes that go out without an account.
    private let configured: WriteJournal
    private let directory: String?
    private let log: HostLog
    private let account: (@Sendable () -> String?)?
    private let inner = Monitor(Inner())

    /// - Parameters:
    ///   - name: see `SessionConfiguration.journalName`.
    ///   - directory: for tests; nil: the lasting directory of the user.
    ///   - account: names the journal of the account behind the session, once it is known; nil: the configuration is the account.
    init(name: String, directory: String? = nil, log: HostLog, account: (@Sendable () -> String?)? = nil) {
        configured = WriteJournal(name: name, directory: directory, log: log)
        self.directory = directory
        self.log = log
        self.account = account
    }

    /// For a write that is about to leave: whoever it belongs to is known by then, if it belongs to anybody.
    var current: WriteJournal { inner.withLock { known(&$0) } ?? configured }

    /// A tool of a bundle with this session has succeeded. Costs a few microseconds when nothing is open.
    func looked(_ look: WriteLook, startedAt: Int64) {
        configured.looked(look, startedAt: startedAt)
        guard account != nil else { return }
        inner.withLock { inner in
            if let journal = known(&inner) { return journal.looked(look, startedAt: startedAt) }
            if inner.early.count == WriteJournals.earlyLimit { inner.early.removeFirst() }
            inner.early.append((look, startedAt))
        }
    }

    private func known(_ inner: inout Inner) -> WriteJournal? {
        if let journal = inner.journal { return journal }
        guard let name = account?() else { return nil }
        let journal = WriteJournal(name: name, directory: directory, log: log)
        for early in inner.early { journal.looked(early.look, startedAt: early.startedAt) }
        inner = Inner(journal: journal)
        return journal
    }
}
