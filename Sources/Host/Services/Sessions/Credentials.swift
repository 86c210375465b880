/// Who waits for an exchange, and for how long.
struct ExchangeContext: Sendable {
    var deadline: MonotonicTime
    var cancellation: Cancellation
    /// W3C trace context to pass on.
    var traceparent: String?
}

/// How a kind of session says who it is and reads answers. Functions may block, and are called on worker threads.
protocol Credentials: Sendable {
    /// The request as this kind of session understands it, or why it must not be sent. Nothing has been sent yet. No I/O.
    func admitted(_ request: SessionRequest, site: String, base: BaseAddress) -> Result<SessionRequest, Problem>

    /// Adds what the site wants to see. May sign in first, over `way`. The result names the credentials used.
    func authorize(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem>

    /// The server took these credentials on that route.
    func accepted(_ mark: CredentialMark, route: String)

    /// The server refused these credentials on that route. Called by everybody who met the refusal; has an effect once.
    /// Returns whether the next `authorize` may find others.
    func refused(_ mark: CredentialMark, route: String) -> Bool

    /// Takes from an answer what belongs to the host, and returns what a bundle may see of it.
    func received(_ answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> HTTPAnswer

    /// What is wrong with an answer whose HTTP status is 200…299.
    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem?

    /// A sharper reading of an answer whose HTTP status is an error; nil when it is none after all.
    func refine(_ problem: Problem, answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem?

    /// Names what a write makes that there may be only one of, so that while it is open another content is held up, too;
    /// nil: only an equal request is.
    func conflict(of request: SessionRequest, site: String) -> String?

    /// A text that a tool gives back, without what belongs to the host alone.
    func withoutSecrets(_ text: String) -> String

    var wording: any FailureWording { get }
}

/// Which credentials a request carried.
enum CredentialMark: Sendable, Equatable {
    /// None, or some that cannot be renewed.
    case fixed
    /// A token; the number grows with each renewal.
    case token(generation: UInt64)
    /// Cookies of a web site; the number grows with each login there.
    case web(serial: UInt64)
}

extension Credentials {
    func admitted(_ request: SessionRequest, site: String, base: BaseAddress) -> Result<SessionRequest, Problem> { .success(request) }
    func received(_ answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> HTTPAnswer { answer }
    func conflict(of request: SessionRequest, site: String) -> String? { nil }
    func withoutSecrets(_ text: String) -> String { text }
}

/// Credentials that the configuration holds as header fields.
struct FixedCredentials: Credentials {
    let headers: [HTTPHeader]

    func authorize(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem> {
        guard !isAnonymous else { return .success(.fixed) }
        for header in headers {
            request.headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            request.headers.append(header)
        }
        return .success(.fixed)
    }

    func accepted(_ mark: CredentialMark, route: String) {}
    func refused(_ mark: CredentialMark, route: String) -> Bool { false }
    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? { nil }
    func refine(_ problem: Problem, answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? { problem }
    var wording: any FailureWording { EnglishWording() }
}
