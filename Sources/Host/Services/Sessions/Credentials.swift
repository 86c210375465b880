/// Who waits for an exchange, and for how long.
struct ExchangeContext: Sendable {
    var deadline: MonotonicTime
    var cancellation: Cancellation
    /// W3C trace context to pass on.
    var traceparent: String?
}

/// How a kind of session says who it is and reads answers. Functions may block, and are called on worker threads.
protocol Credentials: Sendable {
    /// Adds what the site wants to see. May sign in first. The result names the credentials for `renew`.
    func authorize(
        _ request: inout OutgoingRequest, site: SessionSite, isAnonymous: Bool, context: ExchangeContext
    ) -> Result<CredentialMark, Problem>

    /// The server refused these credentials: get others, or say why there are none. Called by everybody who met the
    /// refusal; has an effect once.
    func renew(_ refused: CredentialMark, context: ExchangeContext) -> Result<Void, Problem>

    /// What is wrong with an answer whose HTTP status is 200…299.
    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: SessionSite) -> Problem?

    /// A sharper reading of an answer whose HTTP status is an error.
    func refine(_ problem: Problem, answer: HTTPAnswer, site: SessionSite) -> Problem

    var wording: any FailureWording { get }
}

/// Which credentials a request carried.
enum CredentialMark: Sendable, Equatable {
    /// None, or some that cannot be renewed.
    case fixed
    /// A token; the number grows with each renewal.
    case token(generation: UInt64)
}

/// Credentials that the configuration holds as header fields.
struct FixedCredentials: Credentials {
    let headers: [HTTPHeader]

    func authorize(
        _ request: inout OutgoingRequest, site: SessionSite, isAnonymous: Bool, context: ExchangeContext
    ) -> Result<CredentialMark, Problem> {
        guard !isAnonymous else { return .success(.fixed) }
        for header in headers {
            request.headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            request.headers.append(header)
        }
        return .success(.fixed)
    }

    func renew(_ refused: CredentialMark, context: ExchangeContext) -> Result<Void, Problem> {
        .failure(Problem(.authFailed, "the configured headers were refused"))
    }

    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: SessionSite) -> Problem? { nil }
    func refine(_ problem: Problem, answer: HTTPAnswer, site: SessionSite) -> Problem { problem }
    var wording: any FailureWording { EnglishWording() }
}
