import Glibc

/// One tool call from a terminal: confirmation, the call itself on a thread of its own, and a deadline that holds even when
/// the tool does not return.
struct CallRun {
    let tool: Tool
    let arguments: JSONObject
    let client: TerminalClient
    let cancellation: Cancellation

    /// How long a tool may take to notice its deadline or a cancellation before it is left behind.
    private static let graceMilliseconds: Int64 = 2_000

    /// Blocks until there is an outcome.
    func run() -> CallOutcome {
        defer { client.finish() }
        if let refusal = confirm() { return refusal }
        let deadline = MonotonicTime.now.adding(milliseconds: tool.definition.deadlineMilliseconds)
        let call = ToolCall(
            tool: tool, arguments: arguments, client: client, cancellation: cancellation, deadline: deadline)
        let outcome = Monitor<CallOutcome?>(nil)
        let isStarted = Thread.start(name: "call") {
            let result = call.tool.invoke(call)
            outcome.withLock { $0 = result }
            outcome.broadcast()
        }
        guard isStarted else { return .failure(Failure("internal", "The system has no thread for the call."), partial: []) }
        if let result = outcome.wait(until: deadline, { $0 }) {
            // The tool may see its deadline a moment before this thread does.
            if case .cancelled = result, cancellation.reason == .deadline { return late }
            return result
        }
        cancellation.cancel(.deadline)
        if let result = outcome.wait(until: .now.adding(milliseconds: Self.graceMilliseconds), { $0 }), case .answer = result {
            return result
        }
        return late
    }

    private var late: CallOutcome {
        let seconds = JSON(Double(tool.definition.deadlineMilliseconds) / 1000).text
        let isWrite = tool.definition.hints.contains(.write)
        return .failure(
            Failure(
                isWrite ? "outcome_unknown" : "timeout", "\(tool.definition.name) did not answer within \(seconds) s.",
                retry: isWrite ? .outcomeUnknown : .later(afterMilliseconds: nil)), partial: [])
    }

    /// The operator's `writes: confirm`; nil: go ahead.
    private func confirm() -> CallOutcome? {
        guard tool.needsConfirmation else { return nil }
        if let failure = tool.check(arguments) { return .failure(failure, partial: []) }
        guard client.canAsk else { return .failure(ConfirmGate.unavailable(tool), partial: []) }
        let text: String
        switch ConfirmGate.shown(
            tool, arguments, client: client, cancellation: cancellation,
            deadline: .now.adding(milliseconds: tool.definition.deadlineMilliseconds), trace: TraceContext())
        {
        case .text(let shown): text = shown
        case .ended(let outcome): return outcome
        }
        let deadline = MonotonicTime.now.adding(milliseconds: ConfirmGate.waitMilliseconds)
        switch client.ask(ConfirmGate.question(text), deadline: deadline, cancellation: cancellation) {
        case .answered(let answer):
            // At a terminal the person has read it, however fast.
            switch ConfirmGate.verdict(on: answer, elapsedMilliseconds: .max, tool: tool) {
            case .allowed: return nil
            case .refused(let failure): return .failure(failure, partial: [])
            case .unanswered: return .failure(ConfirmGate.unavailable(tool), partial: [])
            }
        case .pending: return .pending([])
        case .cancelled: return .cancelled
        }
    }
}
