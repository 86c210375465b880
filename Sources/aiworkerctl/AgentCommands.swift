import AIWorkerKit
import ArgumentParser

struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "agent", abstract: "Agents: who works here.", subcommands: [AgentAdd.self, AgentList.self])
}

struct AgentAdd: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an agent. Needed only where AIWORKER_AGENT_REGISTRATION is closed.")

    @Argument(help: "Id: 1 to 64 characters, such as ada.")
    var id: String

    @Option(help: "Name for people. Default: the id.")
    var name: String?

    @Option(name: [.customLong("capability")], parsing: .singleValue, help: "What it can do; may be repeated.")
    var capabilities: [String] = []

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        var agent = NewAgent(id: id)
        agent.name = name
        agent.capabilities = capabilities
        let added = try people.add(agent)
        return Answer(json: ["agent": added.forPeople], text: "Agent \(Printable.line(added.id)) was added.")
    }
}

struct AgentList: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List agents and when they were heard of.")

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let (agents, now) = try people.agents()
        var table = Table("ID", "STATUS", "TASK", "HEARD OF", "COMPLETED", "CAPABILITIES")
        for agent in agents {
            table.add(
                agent.id, agent.status, agent.currentTaskID, Printable.age(of: agent.lastHeartbeat, at: now),
                String(agent.tasksCompleted), agent.capabilities.joined(separator: ", "))
        }
        return Answer(
            json: ["agents": .array(agents.map(\.forPeople)), "now": .string(now.text)],
            text: agents.isEmpty ? "No agent has been here yet." : table.text)
    }
}
