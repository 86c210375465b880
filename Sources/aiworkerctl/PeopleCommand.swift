import AIWorkerKit
import ArgumentParser

/// What a command prints: JSON for programs, text for people.
struct Answer {
    var json: JSON
    var text: String
}

/// A command that works on the queue.
protocol PeopleCommand: ParsableCommand {
    var common: CommonOptions { get }
    func work(_ people: People) throws -> Answer
}

extension PeopleCommand {
    func run() throws {
        try Console.run(json: common.json) {
            let settings = try Deployment.settings()
            Console.print(try work(try Deployment.people(settings)), json: common.json)
        }
    }
}
