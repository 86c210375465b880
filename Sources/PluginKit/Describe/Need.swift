/// A service of the host that the bundle wants.
public struct Need: Sendable {
    let id: String
    let revision: UInt32
    let isRequired: Bool

    /// Any service, by the id and least revision in the header.
    public static func service(_ id: String, revision: UInt32 = 1, required: Bool = true) -> Need {
        Need(id: id, revision: revision, isRequired: required)
    }

    /// Requests through the operator's sessions: `call.session(…)`.
    public static let http = service(MCP_SERVICE_HTTP)
    /// The bundle's settings in plugins.json: `Settings`.
    public static let settings = service(MCP_SERVICE_SETTINGS)
    /// The operator's log: `OperatorLog`.
    public static let log = service(MCP_SERVICE_LOG)
    /// Permits for talking to a session's service by other means than requests: `call.permit(…)`.
    public static let rateLimit = service(MCP_SERVICE_LIMIT)
    /// The host's wording of failures for such means: `call.guarded(…)`.
    public static let failureGuard = service(MCP_SERVICE_GUARD)

    /// The same, but the bundle loads without it too.
    public var optional: Need { Need(id: id, revision: revision, isRequired: false) }

    func lowered(in arena: Arena) -> mcp_need {
        mcp_need(id: arena.text(id), revision: revision, required: isRequired ? 1 : 0)
    }
}
