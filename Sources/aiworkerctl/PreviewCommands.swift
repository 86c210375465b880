import AIWorkerKit
import ArgumentParser

struct PreviewsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "previews", abstract: "Previews in the cluster.", subcommands: [PreviewsSweep.self])
}

struct PreviewsSweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Remove previews whose time has passed or whose task is completed or cancelled. May run any number of times, by several.")

    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Console.run(json: common.json) {
            let settings = try Deployment.settings()
            let cluster = try Cluster(Deployment.variables, timeout: settings.httpTimeout)
            let people = try Deployment.people(settings)
            // Before the cluster is asked, so that one deployed meanwhile is told from the one that was seen.
            let recorded = try people.previews()
            let list = try cluster.previews()
            let now = SQLiteDatabase.systemClock()
            let expired = try ExpiredPreview.find(in: list, now: now) { try people.isFinished($0) }
            var removed: [String] = []
            var problems: [String] = []
            for preview in expired where !(dryRun && preview.isGoing) {
                if !dryRun, !preview.isGoing, let problem = delete(preview, cluster) {
                    problems.append("\(preview.namespace): \(problem)")
                    continue
                }
                if !preview.isGoing { removed.append(preview.namespace) }
                if dryRun { continue }
                try people.forgetPreview(in: preview.namespace, deployedAt: recorded[preview.namespace] ?? nil)
            }
            if !dryRun { try forgetVanished(list, recorded, people, now, settings.preview.lifetime) }
            Console.print(
                Answer(
                    json: [
                        "removed": .array(removed.map { .string($0) }), "problems": .array(problems.map { .string($0) }),
                        "dryRun": .bool(dryRun),
                    ],
                    text: text(removed, problems)), json: common.json)
            if !problems.isEmpty { throw ExitCode(1) }
        }
    }

    private func text(_ removed: [String], _ problems: [String]) -> String {
        let verb = dryRun ? "would be removed" : "removed"
        var lines = removed.map { "\(Printable.line($0))  \(verb)" }
        lines += problems.map { "problem: \(Printable.line($0))" }
        return lines.isEmpty ? "No preview is past its time or its task." : lines.joined(separator: "\n")
    }

    /// nil: it is gone or going, or was deployed again and stays for another time.
    private func delete(_ preview: ExpiredPreview, _ cluster: Cluster) -> String? {
        do {
            switch try cluster.delete(preview) {
            case .gone: return nil
            case .changed: return "it was changed while it was looked at; the next sweep looks again"
            }
        } catch {
            return (error as? Failure)?.message ?? "\(error)"
        }
    }

    /// A sweep that ended between cluster and database leaves a task whose preview is not there any more.
    private func forgetVanished(
        _ list: JSON, _ recorded: [String: Timestamp?], _ people: People, _ now: Timestamp, _ lifetime: Double
    ) throws {
        let present = Set((list["items"]?.asArray ?? []).compactMap { $0["metadata"]?["name"]?.asString })
        for (namespace, deployedAt) in recorded where !present.contains(namespace) {
            guard let deployedAt, deployedAt.adding(seconds: lifetime) < now else { continue }
            try people.forgetPreview(in: namespace, deployedAt: deployedAt)
        }
    }
}
