/// The stateless era: 2026-07-28. Every request brings what is needed to serve it; nothing is remembered between requests.
enum ModernRequests {
    /// Whether the request claims this era: the key is there, whatever its value (requirements §1).
    static func claims(_ params: JSONObject?) -> Bool {
        guard case .object(let meta)? = params?["_meta"] else { return false }
        return meta[MetaKey.protocolVersion] != nil
    }

    static func react(method: String, params: JSONObject?, tools: ToolIndex) -> Reaction {
        do throws(RPCError) {
            let (capabilities, logLevel) = try checkMeta(params)
            switch method {
            case "server/discover":
                return .result { writer in
                    writer.object([
                        "resultType": "complete",
                        "supportedVersions": .array(Revision.supported.map { .string($0) }),
                        "capabilities": ["tools": [:], "logging": [:]],
                        "instructions": .string(ServerIdentity.instructions),
                        "ttlMs": .integer(cacheMilliseconds), "cacheScope": "private", "_meta": resultMeta,
                    ])
                }
            case "tools/list":
                try ToolRequests.checkListParams(params)
                return .result { $0.raw(tools.rendered(for: .july2026)) }
            case "tools/call":
                let canAsk = Forms.areSupported(by: capabilities)
                return .call(
                    try ToolRequests.call(
                        params, tools: tools, revision: .july2026, canAsk: canAsk, logLevel: logLevel, round: round(params)))
            case "subscriptions/listen":
                try checkFilter(params?["notifications"])
                return .listen
            default: throw .methodNotFound(method)
            }
        } catch {
            return .error(error)
        }
    }

    /// How long clients may keep the list of tools: it is fixed for the life of the process (M-05, M-53).
    static let cacheMilliseconds: Int64 = 300_000

    /// `_meta` of every result (M-03).
    static let resultMeta: JSON = .object([
        MetaKey.serverInfo: .object(ServerIdentity.implementation(.july2026))
    ])

    /// The same as text, because it stands in every result.
    static let resultMetaText = resultMeta.utf8

    private static func checkMeta(_ params: JSONObject?) throws(RPCError) -> (capabilities: JSONObject, LogLevel?) {
        guard let meta = try ToolRequests.meta(params), case .string(let version)? = meta[MetaKey.protocolVersion] else {
            throw .invalidParams("_meta needs \(MetaKey.protocolVersion) as a string.")
        }
        guard version == Revision.july2026.rawValue else {
            throw RPCError(
                code: -32022, "Unsupported protocol version.",
                data: [
                    "supported": .array(Revision.supported.map { .string($0) }), "requested": .string(version),
                ])
        }
        guard case .object(let capabilities)? = meta[MetaKey.clientCapabilities] else {
            throw .invalidParams("_meta needs \(MetaKey.clientCapabilities) as an object.")
        }
        guard let level = meta[MetaKey.logLevel] else { return (capabilities, nil) }
        guard case .string(let name) = level, let level = LogLevel(name: name) else {
            throw .invalidParams("Unknown log level in _meta.")
        }
        return (capabilities, level)
    }

    private static func round(_ params: JSONObject?) throws(RPCError) -> (JSONObject?, String?) {
        var responses: JSONObject?
        switch params?["inputResponses"] {
        case nil: break
        case .object(let object)?: responses = object
        case let other?: throw .invalidParams("inputResponses must be an object, not \(other.kind).")
        }
        switch params?["requestState"] {
        case nil: return (responses, nil)
        case .string(let state)?: return (responses, state)
        case let other?: throw .invalidParams("requestState must be a string, not \(other.kind).")
        }
    }

    /// Requirement M-35.
    private static func checkFilter(_ filter: JSON?) throws(RPCError) {
        guard case .object(let filter)? = filter else {
            throw .invalidParams("subscriptions/listen needs the filter `notifications` as an object.")
        }
        for name in ["toolsListChanged", "promptsListChanged", "resourcesListChanged"] {
            guard let value = filter[name] else { continue }
            guard case .bool = value else { throw .invalidParams("\(name) must be true or false.") }
        }
        guard let uris = filter["resourceSubscriptions"] else { return }
        guard case .array(let items) = uris, items.allSatisfy({ $0.string != nil }) else {
            throw .invalidParams("resourceSubscriptions must be a list of strings.")
        }
    }
}
