/// What the sentence about a failure may mention. Nothing in it is secret.
struct FailureContext: Sendable {
    /// What did not work, for people: a session's name, or its host.
    var subject: String
    /// HTTP status, when an answer came.
    var status: Int?
    var retryAfterMilliseconds: Int64?
    /// The tool that shows whether a write happened; may be empty.
    var checkWith = ""
    /// A write that certainly has not happened.
    var isUnsentWrite = false
    /// What the other side said, in its own words; not to be taken for ours.
    var said: String?
    /// How long ago an equal write was sent.
    var triedSecondsAgo: Int64 = 0

    /// Whole seconds to wait, at least one.
    var retryAfterSeconds: Int64? { retryAfterMilliseconds.map { max(1, ($0 + 999) / 1000) } }
}

/// Puts failures into words for the model: what was wrong, and what to do.
protocol FailureWording: Sendable {
    func message(_ code: FailureCode, _ context: FailureContext) -> String
    /// The subject when the host does not know with what a bundle speaks.
    var anonymousSubject: String { get }
    /// Said after the failure of a step that only prepares.
    var preparationNote: String { get }
}

/// The host's own words.
struct EnglishWording: FailureWording {
    let anonymousSubject = "The service"
    let preparationNote = "This step only prepares: nothing was created."

    func message(_ code: FailureCode, _ context: FailureContext) -> String {
        var text = sentence(code, context)
        if let said = context.said { text += " It said: \"\(said)\"." }
        if context.isUnsentWrite { text += " Nothing was changed: the request was not carried out." }
        if code.isTransient {
            text += context.retryAfterSeconds.map { " Try again in \($0) s." } ?? " Try again later."
        }
        return text
    }

    private func ago(_ context: FailureContext) -> String {
        context.triedSecondsAgo < 120 ? "\(context.triedSecondsAgo) s" : "\(context.triedSecondsAgo / 60) min"
    }

    private func sentence(_ code: FailureCode, _ context: FailureContext) -> String {
        let subject = context.subject
        let status = context.status.map { " (HTTP \($0))" } ?? ""
        switch code {
        case .timeout: return "\(subject) did not answer in time\(status)."
        case .upstreamUnavailable: return "\(subject) is not available at the moment\(status)."
        case .connectionFailed: return "The connection to \(subject) failed."
        case .tlsFailed: return "No safe connection to \(subject): its certificate or encryption was not accepted. The operator has to look at it."
        case .proxyFailed: return "The proxy on the way to \(subject) cannot be used\(status)."
        case .tooLarge: return "The answer of \(subject) is larger than allowed (max_bytes of the session). Ask for less at once if the call has a way to; else the operator can raise the limit."
        case .badAnswer: return "\(subject) gave an answer that does not have the agreed form\(status)."
        case .contractDrift:
            return "\(subject) gave an answer that this version does not understand\(status), so nothing is known. Repeating will not help."
        case .cancelled: return "The call was stopped before it was finished."
        case .outcomeUnknown:
            let check = context.checkWith.isEmpty ? "look whether it happened" : "check with \(context.checkWith)"
            return "It is not known whether the change at \(subject) happened: the request may have reached it, but no clear "
                + "answer came back. Do not simply repeat it; \(check) first."
        case .rateLimit: return "The rate limit of \(subject) is used up."
        case .circuitOpen: return "\(subject) failed several times in a row, so requests to it are paused."
        case .authRequired: return "\(subject) wants credentials, and none are configured."
        case .authFailed: return "\(subject) refused the credentials of this session\(status). The operator has to renew them."
        case .accountMismatch: return "\(subject) is now logged in as another account than before, so nothing is changed there."
        case .csrf: return "\(subject) gave no form key for this action, or did not take it. Nothing was changed."
        case .captcha: return "\(subject) wants a person to solve a captcha."
        case .ipBlocked: return "\(subject) blocks the address of this machine. A proxy or another network is needed."
        case .permission: return "\(subject) does not allow this\(status)."
        case .notFound: return "\(subject) does not have this\(status)."
        case .duplicate: return "\(subject) already has this."
        case .closedProject: return "This project is closed."
        case .insufficientConnects: return "There are not enough connects left."
        case .apiError: return "\(subject) refused the request\(status). Check the arguments."
        case .siteUnsupported: return "This site of \(subject) does not have that."
        case .writeDisabled: return "Writing is switched off."
        case .writeInProgress:
            return "Exactly the same is being sent to \(subject) by another call, since \(ago(context)). Nothing was sent now; wait for that call."
        case .ambiguousWrite:
            return "Exactly the same was sent to \(subject) \(ago(context)) ago, and it is not known whether it happened. So that it does "
                + "not happen twice, nothing was sent now. First run \(context.checkWith), with the arguments that belong to this write and without page or filter; if it has not happened, the call may then be repeated."
        case .sessionNotGranted: return "The bundle may not use this session."
        case .sessionNotConfigured: return "\(subject) is not configured as a session in plugins.json."
        case .invalidRequest: return "The request is not well formed."
        case .internal: return "The host met a mistake of its own; its log says more."
        }
    }
}
