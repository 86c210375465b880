import AIWorkerKit
import ArgumentParser
import Foundation

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Show events; with --json one object per line, in the form of the channel.")

    @Option(
        parsing: .unconditional, help: "Only events after this id. Default: the last 20, with --follow none.")
    var after: Int64?

    @Flag(help: "Go on with those to come, until it is stopped.")
    var follow = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let after, after < 0 { throw ValidationError("--after must be 0 or more.") }
    }

    func run() throws {
        try Console.run(json: common.json) {
            let people = try Deployment.people(try Deployment.settings())
            var cursor = EventCursor(after: try after ?? max(0, people.lastEvent() - (follow ? 0 : 20)))
            let clock = ContinuousClock()
            let start = clock.now
            while true {
                let missing = try people.events(cursor.missing)
                let rows = try people.events(after: cursor.last, limit: 500)
                for event in cursor.take(missing + rows, at: start.duration(to: clock.now) / .seconds(1)) { show(event) }
                if rows.isEmpty {
                    guard follow else { return }
                    usleep(300_000)
                }
            }
        }
    }

    private func show(_ event: OutboxEvent) {
        if common.json { return Console.print(event.message.text) }
        let name = Printable.line(event.event)
        Console.print(
            "\(event.id)  \(event.createdAt?.text ?? "-")  \(name)  \(Printable.line(event.taskID ?? "-"))  "
                + Printable.cut(Printable.line(event.payload.text), to: 200))
    }
}
