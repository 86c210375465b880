import AIWorkerKit

/// What doctor found about one part.
struct Finding {
    enum Verdict: String {
        case fine = "OK"
        case notConfigured = "not configured"
        case problem = "problem"
    }

    var part: String
    var verdict: Verdict
    var message: String
    var advice: String?

    init(_ part: String, _ verdict: Verdict, _ message: String, advice: String? = nil) {
        self.part = part
        self.verdict = verdict
        self.message = message
        self.advice = advice
    }

    var json: JSON {
        [
            "part": .string(part), "verdict": .string(verdict.rawValue), "message": .string(message), "advice": .optional(advice),
        ]
    }

    var text: String {
        let padding = String(repeating: " ", count: max(0, 10 - part.count))
        let state = verdict.rawValue + String(repeating: " ", count: max(0, 16 - verdict.rawValue.count))
        return part + padding + state + Printable.line(message) + (advice.map { "\n" + String(repeating: " ", count: 26) + "→ " + $0 } ?? "")
    }
}
