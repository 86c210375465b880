/// The stable vocabulary of failures (docs/failure-codes.md). A code never changes its meaning; new ones may come.
enum FailureCode: String, Sendable, CaseIterable {
    // The way to the other side.
    case timeout
    case upstreamUnavailable = "upstream_unavailable"
    case connectionFailed = "connection_failed"
    case tlsFailed = "tls_failed"
    case proxyFailed = "proxy_failed"
    case tooLarge = "too_large"
    case badAnswer = "bad_answer"
    case contractDrift = "contract_drift"
    case cancelled
    case outcomeUnknown = "outcome_unknown"
    // How much and how often.
    case rateLimit = "rate_limit"
    case circuitOpen = "circuit_open"
    // Who we are and what we may do.
    case authRequired = "auth_required"
    case authFailed = "auth_failed"
    case accountMismatch = "account_mismatch"
    case csrf
    case captcha
    case ipBlocked = "ip_blocked"
    case permission
    // What was asked.
    case notFound = "not_found"
    case duplicate
    case closedProject = "closed_project"
    case insufficientConnects = "insufficient_connects"
    case apiError = "api_error"
    case siteUnsupported = "site_unsupported"
    // This host.
    case writeDisabled = "write_disabled"
    case writeInProgress = "write_in_progress"
    case ambiguousWrite = "ambiguous_write"
    case sessionNotGranted = "session_not_granted"
    case sessionNotConfigured = "session_not_configured"
    case invalidRequest = "invalid_request"
    case `internal`

    /// Whether the same request may work a little later by itself, so that a read is sent again.
    var isTransient: Bool {
        switch self {
        case .timeout, .upstreamUnavailable, .connectionFailed, .proxyFailed, .rateLimit, .circuitOpen, .writeInProgress: true
        default: false
        }
    }

    /// Whether it leaves open what became of a request that may have reached the server.
    var leavesOutcomeOpen: Bool {
        switch self {
        case .timeout, .upstreamUnavailable, .connectionFailed, .tlsFailed, .proxyFailed, .tooLarge, .badAnswer, .contractDrift,
            .cancelled: true
        default: false
        }
    }
}
