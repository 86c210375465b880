/// Turns problems into the failures that a model reads. Pure.
enum Guard {
    /// - Parameter isWrite: whether the request would have changed something.
    static func failure(
        _ problem: Problem, isWrite: Bool, subject: String, checkWith: String = "", wording: any FailureWording
    ) -> Failure {
        let isOpen = isWrite && problem.mayHaveBeenSent && problem.code.leavesOutcomeOpen
        let code = isOpen ? FailureCode.outcomeUnknown : problem.code
        let context = FailureContext(
            // A refusal inside a good answer has no status worth telling.
            subject: subject, status: problem.status.flatMap { (200...299).contains($0) ? nil : $0 }, retryAfterMilliseconds: problem.retryAfterMilliseconds, checkWith: checkWith,
            isUnsentWrite: isWrite && !isOpen && problem.code.leavesOutcomeOpen, said: problem.said)
        let message = isOpen ? wording.message(code, context) : problem.message ?? wording.message(code, context)
        return Failure(code.rawValue, message, retry: retry(code, context), details: problem.details)
    }

    private static func retry(_ code: FailureCode, _ context: FailureContext) -> Failure.Retry {
        if code == .outcomeUnknown { return .outcomeUnknown }
        if code.isTransient || code == .cancelled || context.isUnsentWrite && ![.tlsFailed, .contractDrift].contains(code) {
            return .later(afterMilliseconds: context.retryAfterMilliseconds)
        }
        return .never
    }
}
