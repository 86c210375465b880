/// An agent as an operator registers it.
public struct NewAgent: Sendable {
    /// 1 to 64 characters.
    public var id: String
    /// nil: the id.
    public var name: String?
    public var capabilities: [String] = []

    /// An agent without capabilities, named like its id.
    public init(id: String) { self.id = id }

    func check() throws {
        try PersonText.identifier(id, "The id of an agent")
        if let name, name.allSatisfy(\.isWhitespace) || name.unicodeScalars.count > 512 {
            throw Failure.invalidArgument("The name of an agent must have 1 to 512 characters and not only blanks.")
        }
        try PersonText.capabilities(capabilities, "An agent can have")
    }
}

extension QueueTransaction {
    func add(_ new: NewAgent) throws -> Agent {
        try new.check()
        do {
            try connection.execute(
                "INSERT INTO agents (id, name, capabilities, status, created_at, updated_at) VALUES (?, ?, ?, 'offline', ?, ?)",
                [
                    .text(new.id), .text((new.name ?? new.id).storable), .text(Capabilities.text(new.capabilities.map(\.storable))), time(now),
                    time(now),
                ])
        } catch StoreError.duplicate {
            throw Failure.make("already_exists", "There is an agent \(new.id) already.")
        }
        guard let agent = try agent(new.id) else { throw Failure("internal", "The agent was not stored.") }
        return agent
    }
}
