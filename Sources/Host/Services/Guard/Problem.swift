/// What went wrong with one attempt, before it is put into words.
struct Problem: Error, Sendable, Equatable {
    var code: FailureCode
    /// For the operator's log; may hold what the server said, never shown to the model.
    var detail: String
    /// Whether a byte of the request may have left. Counts only where the code leaves the outcome open.
    var mayHaveBeenSent = false
    /// How long the other side, or our own limit, asks to wait.
    var retryAfterMilliseconds: Int64?
    /// HTTP status, when an answer came.
    var status: Int?
    /// What the other side said, in its own words, shortened; the sentence of the code quotes it. Free of secrets.
    var said: String?
    /// What the model should read instead of the usual sentence of the code.
    var message: String?
    /// For programs; see `Failure.details`. Never holds a secret.
    var details = JSONObject()

    init(_ code: FailureCode, _ detail: String, mayHaveBeenSent: Bool = false, retryAfterMilliseconds: Int64? = nil,
        status: Int? = nil, message: String? = nil, details: JSONObject = JSONObject()
    ) {
        self.code = code
        self.detail = detail
        self.mayHaveBeenSent = mayHaveBeenSent
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.status = status
        self.message = message
        self.details = details
    }

    /// Whether the request may have had its effect.
    var leavesOutcomeOpen: Bool { code == .outcomeUnknown || mayHaveBeenSent && code.leavesOutcomeOpen }

    /// Whether the other side did nothing because it did not take who we are.
    var asksForRenewal: Bool { code != .outcomeUnknown && (status == 401 || code == .authFailed || code == .csrf) }

    /// Whether nobody would be told this without having been recognised.
    var provesLogin: Bool { [.notFound, .duplicate, .closedProject, .insufficientConnects].contains(code) }

    /// A transport failure in the vocabulary.
    init(_ failure: TransportFailure) {
        let code: FailureCode =
            switch failure.kind {
            case .connect: .connectionFailed
            case .tls: .tlsFailed
            case .proxy: .proxyFailed
            case .timeout: .timeout
            case .lost: .connectionFailed
            case .tooLarge: .tooLarge
            case .malformed: .badAnswer
            case .cancelled: .cancelled
            case .refused: .internal
            }
        self.init(code, failure.detail, mayHaveBeenSent: failure.mayHaveBeenSent)
    }
}
