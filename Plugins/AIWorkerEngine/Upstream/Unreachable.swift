import AIWorkerKit

/// A try that brought no answer that stands.
struct Unreachable: Error, Sendable {
    /// When there was one.
    var status: Int?
    /// In words for the model, without secrets.
    var reason: String
    /// In seconds.
    var retryAfter: Double?
    /// Whether another try may go better.
    var isPassing = true
    /// Whether the request may have reached the service, and so had its effect.
    var mayHaveHappened = true

    init(
        status: Int? = nil, reason: String, retryAfter: Double? = nil, isPassing: Bool = true, mayHaveHappened: Bool = true
    ) {
        self.status = status
        self.reason = reason
        self.retryAfter = retryAfter
        self.isPassing = isPassing
        self.mayHaveHappened = mayHaveHappened
    }

    init(unreadable answer: UpstreamAnswer) {
        self.init(status: answer.status, reason: "its answer could not be read")
    }

    /// nil: the answer stands.
    init?(_ answer: UpstreamAnswer) {
        // A success must say what it did.
        if answer.isSuccess, answer.body == nil {
            self.init(unreadable: answer)
            return
        }
        guard answer.isPassing || answer.status >= 500 else { return nil }
        // The other 5xx say that something is broken, and a repeat would meet it again.
        self.init(
            status: answer.status, reason: "it answered HTTP \(answer.status)", retryAfter: answer.retryAfter,
            isPassing: answer.isPassing)
    }

    /// What a tool answers.
    func failure(_ service: UpstreamService) -> Failure {
        var details = JSON.Object([(key: "service", value: .string(service.rawValue))])
        if let status { details["status"] = .integer(Int64(status)) }
        return Failure(
            "upstream_unavailable",
            "\(service.subject) cannot be used at the moment: \(reason). Your task is unchanged; call again later.",
            retry: .later(after: retryAfter.map { .milliseconds(Int64($0 * 1000)) }), details: details)
    }
}

/// The tries of one request: a value that says what to do after each.
struct Tries {
    /// Further ones.
    let limit: Int
    private var made = 0
    /// Whether one of them may have had its effect.
    private(set) var mayHaveHappened = false

    init(limit: Int) { self.limit = limit }

    /// The pause before the next try, in seconds; nil: there is none.
    ///
    /// - Parameters:
    ///   - longest: A longer one ends the tries.
    ///   - jitter: 0 to 1.
    mutating func pause(after trouble: Unreachable, longest: Double, jitter: Double = .random(in: 0...1)) -> Double? {
        mayHaveHappened = mayHaveHappened || trouble.mayHaveHappened
        guard trouble.isPassing, made < limit else { return nil }
        let pause = trouble.retryAfter ?? min(8, 0.25 * Double(1 << min(made, 5))) * (1 + jitter / 4)
        guard pause <= longest else { return nil }
        made += 1
        return pause
    }
}
