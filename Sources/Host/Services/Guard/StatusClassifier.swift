/// What an HTTP status outside 200…299 means.
enum StatusClassifier {
    static func problem(_ answer: HTTPAnswer, now: WallClock) -> Problem? {
        let status = answer.status
        guard !(200...299).contains(status) else { return nil }
        let code: FailureCode =
            switch status {
            case 300...399: .badAnswer
            case 401: .authFailed
            case 403: .permission
            case 404, 410: .notFound
            case 407: .proxyFailed
            case 408: .timeout
            case 429: .rateLimit
            case 500...599: .upstreamUnavailable
            case 400...499: .apiError
            default: .badAnswer
            }
        var problem = Problem(code, "HTTP status \(status)", mayHaveBeenSent: status != 407, status: status)
        if status == 429 || status == 503 {
            problem.retryAfterMilliseconds = RetryAfter.milliseconds(answer, now: now)
        }
        return problem
    }
}
