import PluginKit

/// The arguments of a call as one object; those that were left out are missing in it.
struct Arguments {
    private(set) var json = JSON.Object()

    init(_ members: KeyValuePairs<String, JSON?>) {
        for (name, value) in members where value != nil { json.append(name, value ?? .null) }
    }
}

extension mcp_str {
    var json: JSON? { optional.map { .string($0) } }
}

extension mcp_strings {
    var json: JSON? { optional.map { .array($0.map { .string($0) }) } }
}

extension mcp_opt_number {
    var json: JSON? { optional.map { .number($0) } }
}

extension mcp_json {
    /// The object, or a failure for what JSON can say and no store can keep, such as 1e400.
    func object(_ name: String) throws -> JSON? {
        do {
            return try value()
        } catch {
            throw Failure("invalid_argument", "\(name) holds a number or text that cannot be kept: \(error.reason).", retry: .never)
        }
    }
}

/// Hands a call to the engine.
func run(_ tool: String, _ call: Call, _ arguments: KeyValuePairs<String, JSON?>) -> Status {
    EngineLibrary.shared.run(call, tool, .object(Arguments(arguments).json))
}

// Parameters that several tools have.

func taskID(_ description: String = "The task's id, from get_next_task") -> Parameter<Text> {
    .string("taskId", description, minLength: 1, maxLength: 64)
}

let callerID: Parameter<Text> = .optionalString(
    "agentId", "Your agent id; needed only when this host process serves several agents", minLength: 1, maxLength: 64)

let leaseToken: Parameter<Text> = .optionalString(
    "leaseToken", "The leaseToken that get_next_task gave you; proves that the task is still yours", minLength: 1, maxLength: 128)
