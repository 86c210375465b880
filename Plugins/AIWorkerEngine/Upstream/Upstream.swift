import AIWorkerKit

/// A service outside, behind a session of the host that holds its address and credentials.
enum UpstreamService: String, Sendable {
    case gitea, kubernetes
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

/// No answer that could be read.
struct Unreachable: Error, Sendable {
    /// When there was one.
    var status: Int?
    /// In words for the model, without secrets.
    var reason: String
    /// In seconds.
    var retryAfter: Double?
}

/// Sends requests with further tries for what passes by itself. One call uses it.
struct Upstream {
    let service: UpstreamService
    /// Further tries.
    let retries: Int
    /// Sends a request once. Throws `Unreachable`, `Failure` for what no try can cure, or an `Interruption`.
    let sendOnce: (UpstreamRequest) throws -> UpstreamAnswer
    /// Waits, in seconds; throws when the call should stop.
    let wait: (Double) throws -> Void
    /// Seconds that the call has left for trying.
    var remaining: () -> Double = { .infinity }

    /// The same without further tries, for a look between the tries of something else.
    var single: Upstream { Upstream(service: service, retries: 0, sendOnce: sendOnce, wait: wait, remaining: remaining) }

    /// A request that may be repeated: a read, or a write that has no further effect the second time.
    func send(_ request: UpstreamRequest) throws -> UpstreamAnswer {
        let result = try attempts { try readable(try sendOnce(request)) }
        guard let result else { throw Failure("internal", "a request ended without an answer") }
        return result
    }

    /// What became of a request that creates something.
    enum Creation<Found> {
        case answered(UpstreamAnswer)
        /// It is there: an attempt whose answer was lost has made it.
        case found(Found)
    }

    /// A request that creates something under a name. After an attempt that may have had its effect, `look` finds out whether it is
    /// there; an attempt that was certainly refused proves nothing about what is there.
    func create<Found>(_ request: UpstreamRequest, look: () throws -> Found?) throws -> Creation<Found> {
        var isOpen = false
        var found: Found?
        do {
            let answer = try attempts {
                if isOpen {
                    found = try look()
                    if found != nil { return nil }
                }
                do {
                    let answer = try readable(try sendOnce(request))
                    isOpen = isOpen || answer.status == 502 || answer.status == 504
                    return answer
                } catch let problem as Unreachable {
                    isOpen = isOpen || problem.status == nil || (200..<300).contains(problem.status ?? 0)
                    throw problem
                }
            }
            if let answer { return .answered(answer) }
        } catch let failure as Failure where failure.code == "upstream_unavailable" && isOpen {
            found = try look()
            if found == nil { throw failure }
        }
        guard let found else { throw Failure("internal", "a request ended without an answer") }
        return .found(found)
    }

    /// A success must say what it did.
    private func readable(_ answer: UpstreamAnswer) throws -> UpstreamAnswer {
        if answer.isSuccess, answer.body == nil { throw Unreachable(status: answer.status, reason: "its answer could not be read") }
        return answer
    }

    /// Runs `body` until it gives an answer that stands, or the tries are used up.
    private func attempts(_ body: () throws -> UpstreamAnswer?) throws -> UpstreamAnswer? {
        var attempt = 0
        while true {
            let trouble: Unreachable
            var isPassing = true
            do {
                guard let answer = try body() else { return nil }
                guard answer.isPassing || answer.status >= 500 else { return answer }
                isPassing = answer.isPassing
                throw Unreachable(
                    status: answer.status, reason: "it answered HTTP \(answer.status)", retryAfter: answer.retryAfter)
            } catch let problem as Unreachable {
                trouble = problem
            }
            // The other 5xx say that something is broken, and a repeat would meet it again.
            guard isPassing else { throw unavailable(trouble) }
            guard attempt < retries else { throw unavailable(trouble) }
            let pause = trouble.retryAfter ?? min(8, 0.25 * Double(1 << min(attempt, 5))) * Double.random(in: 1...1.25)
            // Somebody who asks for a longer wait than a call has is told to the agent.
            guard pause <= 20, remaining() > pause + 1 else { throw unavailable(trouble) }
            try wait(pause)
            attempt += 1
        }
    }

    func unavailable(_ trouble: Unreachable) -> Failure {
        var details = JSON.Object([(key: "service", value: .string(service.rawValue))])
        if let status = trouble.status { details["status"] = .integer(Int64(status)) }
        let after: Duration? = trouble.retryAfter.map { .milliseconds(Int64($0 * 1000)) }
        return Failure(
            "upstream_unavailable",
            "\(name) cannot be used at the moment: \(trouble.reason). Your task is unchanged; call again later.",
            retry: .later(after: after), details: details)
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
                "upstream_auth", "\(name) refused \(what) with HTTP \(answer.status): the operator's credentials are missing or lack a right.",
                retry: .never, details: details)
        }
        // What a service says may repeat what it was sent, secrets too; its own short word for the reason may not.
        let reason = answer.body?["reason"]?.asString.flatMap(Self.word).map { " (\($0))" } ?? ""
        return Failure(
            "upstream_rejected", "\(name) refused \(what) with HTTP \(answer.status)\(reason).\(why.isEmpty ? "" : " " + why)",
            retry: .never, details: details)
    }

    /// A word in letters; nil for anything that could be more.
    static func word(_ text: String) -> String? {
        (1...60).contains(text.utf8.count) && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & 0xDF) } ? text : nil
    }

    private var name: String { service == .gitea ? "Gitea" : "The cluster" }
}
