import AIWorkerKit

/// A service outside, behind a session of the host that holds its address and credentials.
enum UpstreamService: String, Sendable {
    case gitea, kubernetes

    /// At the beginning of a sentence.
    var subject: String { self == .gitea ? "Gitea" : "The cluster" }
}

/// A request below a service's base address.
struct UpstreamRequest: Sendable {
    var method: String
    var path: String
    var query: [(String, String)] = []
    var body: JSON?
    var contentType = "application/json"
}

/// An answer of any status.
struct UpstreamAnswer: Sendable {
    var status: Int
    /// nil: no JSON.
    var body: JSON?
    /// In seconds.
    var retryAfter: Double?

    var isSuccess: Bool { (200..<300).contains(status) }
    /// What passes by itself.
    var isPassing: Bool { [429, 502, 503, 504].contains(status) }
}

/// Sends requests with further tries for what passes by itself. One call uses it.
struct Upstream {
    let service: UpstreamService
    /// Further tries.
    var retries: Int
    /// Sends a request once. Throws `Unreachable`, `Failure` for what no try can cure, or an `Interruption`.
    let sendOnce: (UpstreamRequest) throws -> UpstreamAnswer
    /// Waits, in seconds; throws when the call should stop.
    let wait: (Double) throws -> Void
    /// Seconds that the call has left for trying.
    var remaining: () -> Double = { .infinity }
    /// Longest pause between two tries, in seconds: who asks for more is told to the agent.
    var longestPause: () -> Double = { 20 }

    /// The same without further tries, for a look between the tries of something else.
    var single: Upstream {
        var copy = self
        copy.retries = 0
        return copy
    }

    /// A request that may be repeated: a read, or a write that has no further effect the second time.
    ///
    /// - Throws: `Unreachable`, `Failure`, or an `Interruption`.
    func send(_ request: UpstreamRequest) throws -> UpstreamAnswer {
        var tries = Tries(limit: retries)
        while true {
            do {
                return try attempt(request)
            } catch let trouble as Unreachable {
                guard let pause = tries.pause(after: trouble, longest: min(longestPause(), remaining() - 1)) else { throw trouble }
                try wait(pause)
            }
        }
    }

    /// What became of a request that creates something.
    enum Attempted<Found> {
        case answered(UpstreamAnswer)
        /// It is there: a try whose answer was lost has made it.
        case found(Found)
    }

    /// A request that creates something under a name. After a try that may have had its effect, `look` finds out whether it is there.
    ///
    /// - Throws: as `send`.
    func create<Found>(_ request: UpstreamRequest, look: () throws -> Found?) throws -> Attempted<Found> {
        var tries = Tries(limit: retries)
        while true {
            do {
                if tries.mayHaveHappened, let found = try look() { return .found(found) }
                let answer = try attempt(request)
                // An earlier try may have come to its end only now.
                if tries.mayHaveHappened, answer.status == 409, let found = try look() { return .found(found) }
                return .answered(answer)
            } catch let trouble as Unreachable {
                if let pause = tries.pause(after: trouble, longest: min(longestPause(), remaining() - 1)) {
                    try wait(pause)
                    continue
                }
                // Who asks to wait is not asked for more.
                guard tries.mayHaveHappened, trouble.retryAfter == nil, let found = try? look() else { throw trouble }
                return .found(found)
            }
        }
    }

    private func attempt(_ request: UpstreamRequest) throws -> UpstreamAnswer {
        let answer = try sendOnce(request)
        if let trouble = Unreachable(answer) { throw trouble }
        return answer
    }

    /// The failure of an answer that is a refusal.
    ///
    /// - Parameter why: what is known about the reason, in our own words.
    func refused(_ answer: UpstreamAnswer, _ what: String, why: String = "") -> Failure {
        let details = JSON.Object([
            (key: "service", value: .string(service.rawValue)), (key: "status", value: .integer(Int64(answer.status))),
        ])
        if answer.status == 401 || answer.status == 403 {
            return Failure(
                "upstream_auth", "\(service.subject) refused \(what) with HTTP \(answer.status): the operator's credentials are missing or lack a right.",
                retry: .never, details: details)
        }
        // What a service says may repeat what it was sent, secrets too; its own short word for the reason may not.
        let reason = answer.body?["reason"]?.asString.flatMap(Self.word).map { " (\($0))" } ?? ""
        return Failure(
            "upstream_rejected", "\(service.subject) refused \(what) with HTTP \(answer.status)\(reason).\(why.isEmpty ? "" : " " + why)",
            retry: .never, details: details)
    }

    /// A word in letters; nil for anything that could be more.
    static func word(_ text: String) -> String? {
        (1...60).contains(text.utf8.count) && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & 0xDF) } ? text : nil
    }
}
