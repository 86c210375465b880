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
            guard case .cancelled = result else { return result }
            // The tool may see its deadline a moment before this thread does.
            return cancellation.reason == .deadline ? late : stopped
        }
        cancellation.cancel(.deadline)
        if let result = outcome.wait(until: .now.adding(milliseconds: Self.graceMilliseconds), { $0 }), case .answer = result {
            return result
        }
        return late
    }

    /// Blocks until it is known what a person would be asked to agree to. Sends nothing and asks nobody.
    func runPreview() -> CallOutcome {
        defer { client.finish() }
        if let failure = tool.check(arguments) { return .failure(failure, partial: []) }
        switch preview() {
        case .text(let text): return .answer(ToolAnswer(content: [ContentBlock(.text(text))]))
        case .ended(let outcome): return outcome
        }
    }

    private var late: CallOutcome {
        let seconds = JSON(Double(tool.definition.deadlineMilliseconds) / 1000).text
        let isWrite = tool.definition.hints.contains(.write)
        return .failure(
            Failure(
                isWrite ? "outcome_unknown" : "timeout", "\(tool.definition.name) did not answer within \(seconds) s.",
                retry: isWrite ? .outcomeUnknown : .later(afterMilliseconds: nil)), partial: [])
    }

    /// Ctrl-C while the tool was at work.
    private var stopped: CallOutcome {
        guard tool.definition.hints.contains(.write) else { return .cancelled }
        return .failure(
            Failure(
                "outcome_unknown", "\(tool.definition.name) was stopped. What it was to change may have happened.",
                retry: .outcomeUnknown), partial: [])
    }

    /// What the person is to agree to, found out on a thread of its own: a preview that does not return holds nobody up.
    private func preview() -> ConfirmGate.Shown {
        let deadline = MonotonicTime.now.adding(milliseconds: tool.definition.deadlineMilliseconds)
        let preview = Cancellation()
        let shown = Monitor<ConfirmGate.Shown?>(nil)
        let isStarted = Thread.start(name: "preview") { [tool, arguments, client] in
            let result = ConfirmGate.shown(
                tool, arguments, client: client, cancellation: preview, deadline: deadline, trace: TraceContext())
            shown.withLock { $0 = result }
            shown.broadcast()
        }
        guard isStarted else {
            return .ended(.failure(Failure("internal", "The system has no thread for the call."), partial: []))
        }
        while MonotonicTime.now < deadline, !cancellation.isCancelled {
            // Woken now and then to see Ctrl-C.
            let step = min(deadline, .now.adding(milliseconds: 200))
            guard let result = shown.wait(until: step, { $0 }) else { continue }
            if case .ended(.cancelled) = result, !cancellation.isCancelled { break }
            return result
        }
        preview.cancel(.deadline)
        if cancellation.isCancelled {
            return .ended(.failure(Failure("cancelled", "\(tool.definition.name) was cancelled. Nothing was sent."), partial: []))
        }
        let seconds = JSON(Double(tool.definition.deadlineMilliseconds) / 1000).text
        return .ended(
            .failure(
                Failure(
                    "timeout", "What \(tool.definition.name) would do could not be found out within \(seconds) s. Nothing was sent.",
                    retry: .later(afterMilliseconds: nil)), partial: []))
    }

    /// The operator's `writes: confirm`; nil: go ahead.
    private func confirm() -> CallOutcome? {
        guard tool.needsConfirmation else { return nil }
        if let failure = tool.check(arguments) { return .failure(failure, partial: []) }
        guard client.canAsk else { return .failure(ConfirmGate.unavailable(tool), partial: []) }
        let text: String
        switch preview() {
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
        case .cancelled:
            return .failure(Failure("cancelled", "\(tool.definition.name) was cancelled. Nothing was sent."), partial: [])
        }
    }
}
