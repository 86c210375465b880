/// One write that has been let out and whose outcome the client has not been told yet. Holds no content and no secret.
struct WriteEntry: Sendable, Equatable {
    enum State: UInt8, Sendable {
        /// It may be on its way.
        case sent = 0
        /// The server has answered; the tool that sent it has not returned yet, so its client knows nothing of it.
        case answered = 1
        /// Nobody knows whether it happened.
        case unknown = 2
    }

    /// Random.
    var id: UInt64
    /// What was sent and where to; see `WriteFingerprint`. 32 bytes.
    var fingerprint: [UInt8]
    var tool: String
    /// How to find out whether it happened, as the bundle says it; see `WriteCheck`.
    var checkWith: String
    /// What the writing call was given.
    var subject = WriteSubject()
    /// Milliseconds since 1970.
    var sentAt: Int64
    var state = State.sent
    /// Since when it is `unknown`; 0 before.
    var unknownSince: Int64 = 0
    var owner: ProcessMark
    /// Tells the calls of one process apart.
    var call: UInt64

    /// Names longer than this are cut: they come from bundles. A check that was cut is met by nothing.
    static let longestName = 128
    static let longestCheck = 160

    /// Whether a call has shown whether it happened.
    func isChecked(by look: WriteLook) -> Bool { WriteCheck(checkWith).isMet(by: look, subject: subject) }
}
