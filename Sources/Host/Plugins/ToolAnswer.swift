/// One block of a tool's answer, independent of any protocol revision.
struct ContentBlock: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case text(String)
        case image(data: [UInt8], mimeType: String)
        case audio(data: [UInt8], mimeType: String)
        case resourceText(uri: String, mimeType: String, text: String)
        case resourceBlob(uri: String, mimeType: String, data: [UInt8])
        case link(ResourceLink)
    }

    /// What the last `annotate` said about this block.
    struct Annotations: Sendable, Equatable {
        var forUser = false
        var forAssistant = false
        /// 0 to 1; nil when not given.
        var priority: Double?
    }

    var kind: Kind
    var annotations: Annotations?

    init(_ kind: Kind) { self.kind = kind }
}

/// A link to a resource; empty strings are members left out.
struct ResourceLink: Sendable, Equatable {
    var uri: String
    var name: String
    var title: String
    var description: String
    var mimeType: String
    /// Bytes; nil when not known.
    var size: Int64?
}

/// What a tool gave back.
struct ToolAnswer: Sendable, Equatable {
    var content: [ContentBlock] = []
    var structured: JSON?
}

/// How a call ended.
enum CallOutcome: Sendable {
    case answer(ToolAnswer)
    /// The tool failed; content given before the failure is kept.
    case failure(Failure, partial: [ContentBlock])
    /// A question is with the user; the tool will be run again with its answer.
    case pending([Question])
    /// Stopped by `Cancellation`; the reason is there.
    case cancelled
}

/// One form for the person at the client.
struct Question: Sendable {
    var key: String
    var message: String
    /// The form as a flat elicitation schema of 2025-11-25 (object root, primitive properties).
    var schema: JSON
    /// How long to wait; nil: the host's default.
    var deadlineMilliseconds: Int64?
    /// Content to go on with when nobody answers.
    var fallback: JSONObject?
}

/// What came of a question.
enum Answer: Sendable, Equatable {
    case accepted(JSONObject)
    case declined
    case dismissed
    case unavailable(fallback: JSONObject?)
    case timeout(fallback: JSONObject?)
}

/// What `ask` gives the tool now.
enum AskResult: Sendable {
    case answered(Answer)
    /// The call must end now and will be run again (2026-07-28).
    case pending
    case cancelled
}
