import AIWorkerKit
import ArgumentParser

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at settings, database, Redis, Gitea and cluster, and say what to do.",
        discussion: "Exit status 0 when nothing is wrong; parts that are not configured are not wrong. Secrets are never printed.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        var findings: [Finding] = []
        // Each at once: the next part may keep somebody waiting.
        func tell(_ finding: Finding) {
            findings.append(finding)
            if !common.json { Console.print(finding.text) }
        }
        do {
            let settings = try Deployment.settings()
            tell(Finding("settings", .fine, "every AIWORKER_* variable can be read"))
            let checkUp = CheckUp(settings: settings, variables: Deployment.variables)
            for check in [checkUp.database, checkUp.redis, checkUp.gitea, checkUp.cluster] { tell(check()) }
        } catch let failure as Failure {
            tell(Finding("settings", .problem, failure.message, advice: "Correct the variable; see the list in docs/aiworker.md."))
        }
        let isFine = !findings.contains { $0.verdict == .problem }
        if common.json {
            let all: JSON = ["ok": .bool(isFine), "checks": .array(findings.map(\.json))]
            Console.print(all.text)
        }
        if !isFine { throw ExitCode(1) }
    }
}
