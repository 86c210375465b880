/// What a request leads to. The eras decide, the connection carries it out.
enum Reaction {
    /// Answer with this result.
    case result((inout JSONWriter) -> Void)
    case error(RPCError)
    /// Run a tool; the answer comes later.
    case call(CallRequest)
    /// Open a subscription (2026-07-28).
    case listen
}

/// A checked `tools/call`.
final class CallRequest: Sendable {
    let tool: Tool
    /// Without the one of the confirmation.
    let arguments: JSONObject
    /// The key that says that the person in the chat has agreed; see `ChatConfirmation`.
    let confirmation: String?
    let revision: Revision
    /// A string or an integer.
    let progressToken: JSON?
    /// Log messages from this level on; nil: none (2026-07-28) or as the session says (legacy).
    let logLevel: LogLevel?
    /// Whether forms may be sent to this client.
    let canAsk: Bool
    let trace: TraceContext
    /// Answers to questions of earlier rounds (2026-07-28).
    let inputResponses: JSONObject?
    let requestState: String?

    init(
        tool: Tool, arguments: JSONObject, revision: Revision, progressToken: JSON? = nil, logLevel: LogLevel? = nil,
        canAsk: Bool, trace: TraceContext = TraceContext(), inputResponses: JSONObject? = nil, requestState: String? = nil
    ) {
        self.tool = tool
        var arguments = arguments
        var confirmation: String?
        if let name = tool.confirmationName, let value = arguments[name] {
            arguments[name] = nil
            // Clients that fill in every argument send null, or nothing between the quotes.
            confirmation = value == .null || value == "" ? nil : value.string ?? value.text
        }
        self.arguments = arguments
        self.confirmation = confirmation
        self.revision = revision
        self.progressToken = progressToken
        self.logLevel = logLevel
        self.canAsk = canAsk
        self.trace = trace
        self.inputResponses = inputResponses
        self.requestState = requestState
    }
}

/// What both eras demand of `tools/list` and `tools/call`.
enum ToolRequests {
    /// Requirement B-36: we never page, so every cursor is one we did not hand out.
    static func checkListParams(_ params: JSONObject?) throws(RPCError) {
        guard let cursor = params?["cursor"] else { return }
        guard case .string = cursor else { throw .invalidParams("The cursor must be a string.") }
        throw .invalidParams("Unknown cursor: the list of tools has one page.")
    }

    static func call(
        _ params: JSONObject?, tools: ToolIndex, revision: Revision, canAsk: Bool, logLevel: LogLevel?,
        round: (responses: JSONObject?, state: String?) = (nil, nil)
    ) throws(RPCError) -> CallRequest {
        guard case .string(let name)? = params?["name"] else {
            throw .invalidParams("tools/call needs the name of the tool as a string.")
        }
        let arguments: JSONObject
        switch params?["arguments"] {
        case nil: arguments = JSONObject()
        case .object(let object)?: arguments = object
        case let other?: throw .invalidParams("The arguments must be an object, not \(other.kind).")
        }
        let meta = try meta(params)
        guard let tool = tools[name] else { throw .invalidParams("Unknown tool: \(name.shortened(to: 80)).") }
        return CallRequest(
            tool: tool, arguments: arguments, revision: revision, progressToken: try progressToken(meta), logLevel: logLevel,
            canAsk: canAsk, trace: trace(meta), inputResponses: round.responses, requestState: round.state)
    }

    /// The `_meta` of a request, which must be an object when present (requirement B-08).
    static func meta(_ params: JSONObject?) throws(RPCError) -> JSONObject? {
        switch params?["_meta"] {
        case nil: return nil
        case .object(let object)?: return object
        case let other?: throw .invalidParams("_meta must be an object, not \(other.kind).")
        }
    }

    private static func progressToken(_ meta: JSONObject?) throws(RPCError) -> JSON? {
        guard let token = meta?["progressToken"] else { return nil }
        guard RequestID(token) != nil else { throw .invalidParams("The progressToken must be a string or an integer.") }
        return token
    }

    private static func trace(_ meta: JSONObject?) -> TraceContext {
        guard let meta else { return TraceContext() }
        return TraceContext(
            traceparent: meta["traceparent"]?.string, tracestate: meta["tracestate"]?.string, baggage: meta["baggage"]?.string)
    }
}
