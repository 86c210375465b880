/// What came of a question.
public enum Answer: Sendable, Equatable {
    /// The checked content.
    case accepted(JSON)
    /// The person said no.
    case declined
    /// The person closed the form without choosing.
    case dismissed
    /// This client cannot be asked; with the fallback, if there is one.
    case unavailable(JSON?)
    /// Nobody answered in time; with the fallback, if there is one.
    case timeout(JSON?)

    /// What to go on with: the answer, or the fallback when nobody could answer.
    public var content: JSON? {
        switch self {
        case .accepted(let content): content
        case .unavailable(let fallback), .timeout(let fallback): fallback
        case .declined, .dismissed: nil
        }
    }
}

extension UnsafeMutablePointer<mcp_call> {
    /// Asks the person at the client. Ask before you act: where the protocol has no way to wait, this throws
    /// `Interruption.pending` and the tool is run again from its start with the answers so far.
    ///
    /// - Parameters:
    ///   - key: names the question within this tool.
    ///   - message: what is asked, for people. Never ask for secrets.
    ///   - fields: of the form, made by the builders of `Parameter`.
    ///   - fallback: the content to go on with when nobody can be asked or nobody answers.
    ///   - deadline: how long to wait for the person; nil: the host's default.
    public func ask<each Value>(
        _ key: String, _ message: String, _ fields: repeat Parameter<each Value>, fallback: JSON? = nil,
        deadline: Duration? = nil
    ) throws -> Answer {
        let arena = Arena()
        var forms: [mcp_parameter] = []
        for field in repeat each fields { forms.append(field.form.lowered(in: arena)) }
        var question = mcp_question(
            struct_size: UInt32(MemoryLayout<mcp_question>.size),
            deadline_ms: UInt32(clamping: deadline?.milliseconds ?? 0),
            key: arena.text(key), message: arena.text(message), fields: arena.array(forms), field_count: forms.count,
            schema: mcp_json(), fallback: arena.json(fallback))
        var answer = mcp_answer()
        answer.struct_size = UInt32(MemoryLayout<mcp_answer>.size)
        try withExtendedLifetime(arena) { try check(api.ask?(self, &question, &answer) ?? .unavailable, "ask") }
        return try Answer(answer)
    }
}

extension Answer {
    init(_ answer: mcp_answer) throws {
        let content = try answer.content.value()
        switch Int(answer.action) {
        case MCP_ANSWER_ACCEPTED: self = .accepted(content ?? [:])
        case MCP_ANSWER_DECLINED: self = .declined
        case MCP_ANSWER_DISMISSED: self = .dismissed
        case MCP_ANSWER_UNAVAILABLE: self = .unavailable(content)
        case MCP_ANSWER_TIMEOUT: self = .timeout(content)
        default: throw Failure("internal", "ask: unknown outcome \(answer.action)")
        }
    }
}
