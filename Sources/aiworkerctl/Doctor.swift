import AIWorkerKit
import ArgumentParser
import Foundation

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at settings, database, Redis, Gitea and cluster, and say what to do.",
        discussion: "Exit status 0 when nothing is wrong; parts that are not configured are not wrong. Secrets are never printed.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        var findings: [Finding] = []
        do {
            let settings = try Shell.settings()
            findings.append(Finding("settings", .fine, "every AIWORKER_* variable can be read"))
            let checkUp = CheckUp(settings: settings, variables: ProcessInfo.processInfo.environment)
            findings += [checkUp.database(), checkUp.redis(), checkUp.gitea(), checkUp.cluster()]
        } catch let failure as Failure {
            findings.append(Finding("settings", .problem, failure.message, advice: "Correct the variable; see the list in docs/aiworker.md."))
        }
        let isFine = !findings.contains { $0.verdict == .problem }
        Shell.print(
            Answer(
                json: ["ok": .bool(isFine), "checks": .array(findings.map(\.json))],
                text: findings.map(\.text).joined(separator: "\n")), json: common.json)
        if !isFine { throw ExitCode(1) }
    }
}

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
