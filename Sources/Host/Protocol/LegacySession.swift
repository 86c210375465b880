/// The handshake era: revisions 2024-11-05 to 2025-11-25. One per process, made by `initialize`.
/// A value without I/O: requests go in, reactions come out.
struct LegacySession: Sendable {
    /// What `initialize` agreed on; nil before it.
    private(set) var revision: Revision?
    /// Whether the client said `notifications/initialized`.
    private(set) var isInitialized = false
    /// Log messages from this level on reach the client. Before `logging/setLevel` the server decides (L-12).
    private(set) var logLevel = LogLevel.info
    private var clientCanAsk = false

    /// Requirement L-20, L-22: forms only to clients that declared them, in revisions that know them.
    var canAsk: Bool { clientCanAsk && revision?.hasElicitation == true }

    /// Handles a request that bears no modern `_meta`.
    mutating func react(method: String, params: JSONObject?, tools: ToolIndex) -> Reaction {
        do throws(RPCError) {
            _ = try ToolRequests.meta(params)
            switch method {
            case "initialize": return try initialize(params)
            case "ping": return .result { $0.raw("{}") }
            default: break
            }
            guard let revision else {
                throw .invalidParams(
                    "The request has neither the _meta of 2026-07-28 (\(MetaKey.protocolVersion)) nor a handshake before it.")
            }
            switch method {
            case "tools/list":
                try ToolRequests.checkListParams(params)
                return .result { $0.raw(tools.rendered(for: revision)) }
            case "tools/call":
                return .call(
                    try ToolRequests.call(params, tools: tools, revision: revision, canAsk: canAsk, logLevel: nil))
            case "logging/setLevel":
                guard case .string(let name)? = params?["level"], let level = LogLevel(name: name) else {
                    throw .invalidParams("The level must be one of \(LogLevel.allCases.map(\.name).joined(separator: ", ")).")
                }
                logLevel = level
                return .result { $0.raw("{}") }
            default: throw .methodNotFound(method)
            }
        } catch {
            return .error(error)
        }
    }

    mutating func initialized() { if revision != nil { isInitialized = true } }

    private mutating func initialize(_ params: JSONObject?) throws(RPCError) -> Reaction {
        if let revision {
            throw .invalidRequest("The session was already initialized with revision \(revision.rawValue).")
        }
        guard case .string(let asked)? = params?["protocolVersion"] else {
            throw .invalidParams("initialize needs protocolVersion as a string.")
        }
        guard case .object(let capabilities)? = params?["capabilities"] else {
            throw .invalidParams("initialize needs capabilities as an object.")
        }
        guard case .object(let client)? = params?["clientInfo"], case .string? = client["name"], case .string? = client["version"]
        else { throw .invalidParams("initialize needs clientInfo with name and version.") }

        var agreed = Revision(rawValue: asked) ?? .newestLegacy
        if agreed.isModern { agreed = .newestLegacy }
        revision = agreed
        clientCanAsk = Forms.areSupported(by: capabilities)
        return .result { writer in
            writer.object([
                "protocolVersion": .string(agreed.rawValue),
                "capabilities": ["tools": [:], "logging": [:]],
                "serverInfo": .object(ServerIdentity.implementation(agreed)),
                "instructions": .string(ServerIdentity.instructions),
            ])
        }
    }
}
