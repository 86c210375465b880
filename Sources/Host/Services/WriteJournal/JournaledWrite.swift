/// The write of one exchange on its way through the journal. Lives as long as the exchange; the journal keeps what is open
/// afterwards. Safe from any thread, used by one.
final class JournaledWrite: Sendable {
    private let session: Session
    private let journals: WriteJournals
    private let request: SessionRequest
    private let siteIndex: Int
    private let call: ToolCall
    /// The entry of the attempt that is on its way, and where it stands.
    private let entry = Monitor<(id: UInt64, journal: WriteJournal)?>(nil)

    /// nil for what needs no note: reads, tools that may be repeated without further effect, and writes whose outcome nobody
    /// could look up.
    init?(_ request: SessionRequest, session: Session, siteIndex: Int, call: ToolCall) {
        guard request.effect == .write, !request.checkWith.isEmpty, !call.tool.definition.hints.contains(.idempotent),
            let journals = session.journals
        else { return nil }
        self.session = session
        self.journals = journals
        self.request = request
        self.siteIndex = siteIndex
        self.call = call
    }

    /// The last thing before the first byte leaves. nil: go ahead; a second time within one attempt is the same write.
    func begin() -> Problem? {
        guard entry.withLock({ $0 == nil }) else { return nil }
        let id = UInt64.random(in: 1 ... .max)
        // The credentials are on the request, so it is known whose write this is.
        let journal = journals.current
        let site = session.sites[siteIndex].name
        let fingerprint = WriteFingerprint.of(
            request, session: journal.name, site: site, conflict: session.credentials.conflict(of: request, site: site))
        // The call lives until its tool has returned, so no other has this address meanwhile.
        let caller = UInt64(UInt(bitPattern: ObjectIdentifier(call)))
        switch journal.begin(id, fingerprint: fingerprint, tool: call.tool.definition.name, checkWith: request.checkWith,
            subject: WriteSubject(call.arguments), call: caller) {
        case .go:
            entry.withLock { $0 = (id, journal) }
            return nil
        case .inProgress(let other): return problem(.writeInProgress, other, retryAfterMilliseconds: 2_000)
        case .unknown(let other): return problem(.ambiguousWrite, other)
        }
    }

    /// What came of the attempt. An answer is struck out when the tool has returned: until then nobody has heard of it, and
    /// only the tool can tell whether it says what it should.
    func settle(_ result: Result<HTTPAnswer, Problem>) {
        guard let (id, journal) = entry.withLock({ entry in
            defer { entry = nil }
            return entry
        }) else { return }
        switch result {
        case .failure(let problem):
            if problem.leavesOutcomeOpen { journal.leaveOpen(id) } else { journal.strike(id) }
        case .success:
            journal.answered(id)
            call.atEnd { [journal, cancellation = call.cancellation] outcome in
                if JournaledWrite.isOpen(outcome, isCancelled: cancellation.isCancelled) {
                    journal.leaveOpen(id)
                } else {
                    journal.strike(id)
                }
            }
        }
    }

    /// Whether a client with this outcome cannot know that the write has been answered.
    static func isOpen(_ outcome: CallOutcome, isCancelled: Bool) -> Bool {
        if isCancelled { return true }
        switch outcome {
        case .answer: return false
        case .failure(let failure, _): return failure.retry == .outcomeUnknown || ["internal", "too_large"].contains(failure.code)
        case .pending, .cancelled: return true
        }
    }

    private func problem(_ code: FailureCode, _ other: WriteEntry, retryAfterMilliseconds: Int64? = nil) -> Problem {
        let context = FailureContext(
            subject: session.name, retryAfterMilliseconds: retryAfterMilliseconds, checkWith: other.checkWith,
            triedSecondsAgo: max(0, (WallClock.milliseconds - other.sentAt) / 1000))
        return Problem(
            code, "an equal write of \(other.tool) is open", retryAfterMilliseconds: retryAfterMilliseconds,
            message: session.credentials.wording.message(code, context))
    }
}
