import PluginABI

/// Runs one tool: checks and converts the arguments, calls the function, and turns its status and what it left on the call
/// into an outcome.
struct Invoker: Sendable {
    /// The text for a failure without one.
    static let silentFailure = "The tool failed without saying why."

    let tool: DescribedTool
    let life: BundleLife

    /// Runs on a worker thread and returns when the function has.
    func invoke(_ call: ToolCall) -> CallOutcome { run(tool.function, call) }

    /// The same for the tool's preview, of which only the text counts; nil when it has none.
    var preview: (@Sendable (ToolCall) -> CallOutcome)? {
        guard let function = tool.preview else { return nil }
        return { call in run(function, call) }
    }

    private func run(_ function: FunctionCall, _ call: ToolCall) -> CallOutcome {
        if let reason = life.prepare() {
            return .failure(
                Failure("internal", "The tool bundle \(life.bundleName) is out of service: \(reason)", retry: .never), partial: [])
        }
        life.enter()
        defer { life.leave() }
        guard let slot = CallPool.shared.take() else {
            return .failure(
                Failure("internal", "Too many tool calls have not returned.", retry: .later(afterMilliseconds: nil)), partial: [])
        }
        defer { CallPool.shared.giveBack(slot) }
        let arena = Arena()
        var problems = ArgumentProblems()
        guard let values = values(call.arguments, slot.address, arena, &problems) else {
            return .failure(invalid(problems), partial: [])
        }
        let startedAt = call.tool.sessions.isEmpty ? 0 : WallClock.milliseconds
        let handle = CallHandle(call: call, arena: arena)
        slot.occupy(handle)
        let status = function.call(values)
        slot.vacate()
        let state = handle.state.withLock { state in
            state.isFinished = true
            return CallResult(state)
        }
        let raw = call.isPreview ? previewOutcome(status, state, call) : outcome(status, state, call)
        guard !call.tool.sessions.isEmpty else { return raw }
        let result = Services.current?.sessions.withoutSecrets(raw, of: call) ?? raw
        call.end(result)
        if case .answer = result, !call.isPreview { Services.current?.sessions.succeeded(call, startedAt: startedAt) }
        return result
    }

    /// What is wrong with arguments, without running anything.
    func check(_ arguments: JSONObject) -> Failure? {
        let arena = Arena()
        var problems = ArgumentProblems()
        // The handle is never followed: the frame is thrown away.
        return values(arguments, arena.allocate(16), arena, &problems) == nil ? invalid(problems) : nil
    }

    private func invalid(_ problems: ArgumentProblems) -> Failure {
        Failure("invalid_argument", problems.message(tool: tool.name), retry: .never)
    }

    private func values(
        _ arguments: JSONObject, _ handle: UnsafeMutableRawPointer, _ arena: Arena, _ problems: inout ArgumentProblems
    ) -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
        switch tool.arguments {
        case .typed(let plan): return plan.frame(for: arguments, handle: handle, arena: arena, problems: &problems)
        case .raw(let schema):
            let violations = schema.violations(of: .object(arguments))
            guard violations.isEmpty else {
                for violation in violations { problems.add(violation.text) }
                return nil
            }
            return RawArguments.frame(arguments, handle: handle, arena: arena)
        }
    }

    private func outcome(_ status: Int32, _ result: CallResult, _ call: ToolCall) -> CallOutcome {
        switch status {
        case CallStatus.ok: return success(result)
        case CallStatus.failed:
            let failure = result.failure ?? Failure("internal", Invoker.silentFailure)
            if result.failure == nil { misbehaved("R7", "it returned MCP_FAILED and recorded no reason") }
            return .failure(failure, partial: result.content)
        case CallStatus.pending:
            if !result.questions.isEmpty { return .pending(result.questions) }
            misbehaved("R6", "it returned MCP_PENDING without a question that is pending")
            return internalFailure("The tool waits for an answer to a question it has not asked.", result)
        case CallStatus.cancelled: return cancelled(result, call)
        case CallStatus.unavailable, CallStatus.invalid:
            let name = status == CallStatus.invalid ? "MCP_INVALID" : "MCP_UNAVAILABLE"
            misbehaved("R7", "it returned \(name), which is no outcome of a tool")
            return internalFailure("The tool stopped because of a mistake in its bundle.", result)
        default:
            misbehaved("R10", "it returned the unknown status \(status)")
            return internalFailure("The tool ended with the unknown status \(status).", result)
        }
    }

    private func previewOutcome(_ status: Int32, _ result: CallResult, _ call: ToolCall) -> CallOutcome {
        switch status {
        case CallStatus.ok where !result.failedByTool:
            if !result.hasText { misbehaved("R11", "its preview said nothing; the person is shown the arguments") }
            let texts = result.content.filter { if case .text = $0.kind { true } else { false } }
            // Cut text would hide a part of what is agreed to.
            if result.isCut, let failure = result.failure { return .failure(failure, partial: []) }
            return .answer(ToolAnswer(content: texts))
        case CallStatus.pending:
            misbehaved("R11", "its preview returned MCP_PENDING, but a preview has nobody to wait for")
            return internalFailure("The tool's preview waits for an answer, although it may not ask.", CallResult.empty)
        default:
            guard case .failure(var failure, let partial) = outcome(status, result, call), failure.code == "internal" else {
                return outcome(status, result, call)
            }
            failure.message += " It was only looking what would be done; nothing was sent."
            return .failure(failure, partial: partial)
        }
    }

    private func success(_ result: CallResult) -> CallOutcome {
        // A failure of the tool's own with MCP_OK is a forgotten `return`: the reason given counts. One that a service left is
        // only news of something the tool got along without.
        if result.failedByTool, let failure = result.failure {
            misbehaved("R7", "it called fail and returned MCP_OK; the call counts as failed")
            return .failure(failure, partial: [])
        }
        if !result.questions.isEmpty { misbehaved("R6", "it went on after ask had returned MCP_PENDING") }
        var answer = ToolAnswer(content: result.content, structured: result.structured)
        if let check = tool.outputCheck {
            guard let structured = result.structured else {
                if result.isCut, let failure = result.failure { return .failure(failure, partial: result.content) }
                misbehaved("R2", "it declares an output schema and gave no structured result")
                return internalFailure("The tool gave no structured result although it declares one.", result)
            }
            let violations = check.violations(of: structured)
            guard violations.isEmpty else {
                let list = violations.map(\.text).joined(separator: "; ")
                misbehaved("R2", "its structured result does not fit its output schema: \(list)")
                return .failure(
                    Failure("internal", "The tool's result does not fit its own output schema: \(list)"), partial: [])
            }
        }
        if let structured = result.structured, !result.hasText {
            answer.content.append(ContentBlock(.text(structured.text)))
        }
        return .answer(answer)
    }

    private func cancelled(_ result: CallResult, _ call: ToolCall) -> CallOutcome {
        if call.cancellation.isCancelled { return .cancelled }
        if MonotonicTime.now >= call.deadline {
            call.cancellation.cancel(.deadline)
            return .cancelled
        }
        misbehaved("R5", "it returned MCP_CANCELLED although nobody had cancelled")
        return internalFailure("The tool stopped as if it had been cancelled.", result)
    }

    /// A failure that is the bundle's fault. What a service recorded before explains it better than our words.
    private func internalFailure(_ message: String, _ result: CallResult) -> CallOutcome {
        .failure(result.failure ?? Failure("internal", message), partial: result.content)
    }

    private func misbehaved(_ rule: String, _ text: String) {
        Misbehaviour.report(bundle: life.bundleName, tool: tool.name, rule: rule, text)
    }
}

/// What a call left behind when its function returned.
struct CallResult: Sendable {
    var content: [ContentBlock]
    var structured: JSON?
    var failure: Failure?
    var failedByTool: Bool
    var questions: [Question]
    var isCut: Bool

    init(_ state: borrowing CallState) {
        content = state.content
        structured = state.structured
        failure = state.failure
        failedByTool = state.failedByTool
        questions = state.questions
        isCut = state.isCut
    }

    private init() { (content, failedByTool, questions, isCut) = ([], false, [], false) }
    static let empty = CallResult()

    var hasText: Bool {
        content.contains { if case .text = $0.kind { true } else { false } }
    }
}
