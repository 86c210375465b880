/// The life of one transfer, as a value without I/O. It has one end, whoever comes first: the answer, an error, the
/// caller's cancellation or its deadline; and it knows at every moment whether the request may have left.
struct TransferState: Sendable {
    /// What the I/O thread should do.
    enum Permission: Sendable, Equatable { case goOn, stop }

    private(set) var result: Result<HTTPAnswer, TransportFailure>?
    /// When the request began to leave; nil while certainly no byte has.
    private(set) var sentAt: MonotonicTime?
    var mayHaveBeenSent: Bool { sentAt != nil }
    private var wasAllowed = false

    /// The connection stands and the request is about to leave. Asked again when libcurl wants to repeat the request on
    /// another connection, which is refused: repeating is decided where permits and effects are known.
    mutating func beginSending(at now: MonotonicTime) -> Permission {
        guard result == nil, !wasAllowed else { return .stop }
        wasAllowed = true
        sentAt = now
        return .goOn
    }

    /// It turned out that no byte was taken from us.
    mutating func nothingWasSent() { sentAt = nil }

    /// The answer is complete. Returns whether this is the end that counts.
    @discardableResult
    mutating func succeed(_ answer: HTTPAnswer) -> Bool { end(.success(answer)) }

    /// It failed. Returns whether this is the end that counts.
    @discardableResult
    mutating func fail(_ kind: TransportFailure.Kind, _ detail: String) -> Bool {
        end(.failure(TransportFailure(kind: kind, mayHaveBeenSent: mayHaveBeenSent, detail: detail)))
    }

    private mutating func end(_ result: Result<HTTPAnswer, TransportFailure>) -> Bool {
        guard self.result == nil else { return false }
        self.result = result
        return true
    }
}
