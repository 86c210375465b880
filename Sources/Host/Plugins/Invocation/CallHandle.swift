import PluginABI

/// One running tool call as its bundle sees it: what an `mcp_call *` stands for. Safe from any thread.
final class CallHandle: Sendable {
    let call: ToolCall
    /// Everything the call collects. Nothing is called back while the lock is held.
    let state: Guarded<CallState>

    var bundleName: String { call.tool.bundleName }
    var toolName: String { call.tool.definition.name }

    /// - Parameter arena: memory of the call; from now on only used with the lock of `state` held.
    init(call: ToolCall, arena: Arena) {
        self.call = call
        state = Guarded(CallState(arena: arena, limit: call.tool.resultLimit))
    }

    /// The call behind a pointer that a bundle handed to the host; nil when it is null or the call is over, which is then
    /// in the log: return MCP_INVALID.
    static func from(_ pointer: UnsafeMutablePointer<mcp_call>?) -> CallHandle? {
        guard let pointer else { return nil }
        return CallSlot.at(pointer).handle
    }

    /// Whether the client has cancelled or the deadline has passed.
    var isStopped: Bool { call.cancellation.isCancelled || MonotonicTime.now >= call.deadline }

    /// Whether the tool function has returned. A thread of the bundle may have found this call just before.
    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Records why the call fails; the last record counts. A tool that gets along without may still answer MCP_OK.
    func record(_ failure: Failure) {
        state.withLock { state in
            state.failure = failure
            state.failedByTool = false
        }
    }

    /// Keeps an object alive until the tool function has returned, for memory that was handed to the bundle.
    func keepAlive(_ storage: AnyObject & Sendable) { state.withLock { $0.kept.append(storage) } }

    /// Notes a breach of the header by this call's bundle. Returns MCP_INVALID.
    func invalid(_ rule: String, _ text: String) -> Int32 {
        Misbehaviour.report(bundle: bundleName, tool: toolName, rule: rule, text)
        return CallStatus.invalid
    }
}

/// What a call has collected so far.
struct CallState {
    /// Room for arguments and for what the host hands out during the call.
    let arena: Arena
    /// Largest answer in bytes.
    let limit: Int
    var content: [ContentBlock] = []
    var structured: JSON?
    /// Bytes of content so far, as they will be sent.
    var size = 0
    /// Whether something was cut or left out because of `limit`.
    var isCut = false
    var failure: Failure?
    /// Whether the tool itself called `fail`; then MCP_OK is no way out (see `Invoker`).
    var failedByTool = false
    var questions: [Question] = []
    var answers: [String: Answer] = [:]
    var isAsking = false
    var kept: [AnyObject & Sendable] = []
    /// Set when the outcome has been taken: what comes later is dropped.
    var isFinished = false

    init(arena: Arena, limit: Int) {
        self.arena = arena
        self.limit = limit
    }
}
