import AIWorkerKit
import ArgumentParser

struct InitializeCommand: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Create the schema where it is absent. The toolset does the same on first use.")

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        _ = try people.lastEvent()
        return Answer(json: ["success": true], text: "The database is ready.")
    }
}
