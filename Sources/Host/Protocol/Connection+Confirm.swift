// The way of a gated call through `ConfirmGate`: preview, question, and what counts as a yes.
extension Connection {
    enum Passage {
        case allowed
        case ended([UInt8]?)
    }

    /// On a worker thread, before the tool is entered.
    func confirm(_ call: CallInFlight) -> Passage {
        let request = call.request
        let tool = request.tool
        if let failure = tool.check(request.arguments) { return .ended(render(call, failure)) }
        var text: String
        switch preview(call) {
        case .text(let shown): text = shown
        case .ended(let outcome): return .ended(render(call, outcome))
        }

        // What an earlier round holds is about the text that was shown then.
        if request.revision.isModern { call.rounds.confirm(ChatConfirmation.digest(text), now: WallClock.milliseconds) }
        if call.rounds.shown?.isConfirmed == true { return useState(call) }

        var refusal: ChatConfirmation.Refusal?
        if let key = request.confirmation {
            do throws(ChatConfirmation.Refusal) {
                switch try vault.accept(key, for: request, text: text) {
                case .first:
                    call.rounds.shown?.isConfirmed = true
                    return .allowed
                case .repeated: throw .used
                case .unknown: return .ended(render(call, Connection.unrecorded))
                }
            } catch {
                refusal = error
            }
        }
        guard call.canAsk else { return .ended(render(call, chat(call, text, refusal))) }
        for _ in 0..<ConfirmGate.questionLimit {
            let (reply, elapsed) = question(call, text)
            switch reply {
            case .answered(let answer):
                switch ConfirmGate.verdict(on: answer, elapsedMilliseconds: elapsed, tool: tool) {
                case .allowed:
                    // Each round of the other era looks anew; here the person has taken their time since the look.
                    guard !request.revision.isModern, tool.preview != nil else { return useState(call) }
                    switch preview(call) {
                    case .text(let now):
                        if ChatConfirmation.digest(now) == ChatConfirmation.digest(text) { return .allowed }
                        text = now
                    case .ended(let outcome): return .ended(render(call, outcome))
                    }
                case .refused(let failure): return .ended(render(call, failure))
                case .unanswered: return .ended(render(call, chat(call, text, refusal)))
                }
            case .pending: return .ended(render(call, .pending([])))
            case .cancelled: return .ended(render(call, .cancelled))
            }
        }
        return .ended(render(call, ConfirmGate.unsettled))
    }

    /// What would happen if the tool ran now; it has its own time for that.
    private func preview(_ call: CallInFlight) -> ConfirmGate.Shown {
        let request = call.request
        let deadline = limit(call, toPreview: request.tool.preview != nil)
        let shown = ConfirmGate.shown(
            request.tool, request.arguments, client: call, cancellation: call.cancellation, deadline: deadline, trace: request.trace)
        guard case .text = shown else { return shown }
        guard !call.cancellation.isCancelled else { return .ended(.cancelled) }
        extend(call, byMilliseconds: ConfirmGate.waitMilliseconds)
        return shown
    }

    /// Asks the person, and measures how long they took; other calls of the bundle go on while they read.
    private func question(_ call: CallInFlight, _ text: String) -> (reply: AskResult, elapsedMilliseconds: Int64) {
        func ask() -> (AskResult, Int64) {
            let reply = call.ask(
                ConfirmGate.question(text), deadline: .now.adding(milliseconds: ConfirmGate.waitMilliseconds),
                cancellation: call.cancellation)
            return (reply, elapsed(call))
        }
        // In the other era the question ends this round, and nobody waits.
        return call.request.revision.isModern ? ask() : scheduler.aside(of: call.request.tool.lane, ask)
    }

    /// A state with a yes in it counts once.
    private func useState(_ call: CallInFlight) -> Passage {
        switch call.request.requestState.map(vault.useOnce) {
        case nil, .first?: return .allowed
        case .repeated?:
            return .ended(MessageWriter.error(call.id, .invalidParams("This requestState was used before; call again without it.")))
        case .unknown?: return .ended(render(call, Connection.unrecorded))
        }
    }

    private static let unrecorded = Failure(
        "internal", "The server cannot record that this was confirmed, so it did nothing. See its log.")

    private func chat(_ call: CallInFlight, _ text: String, _ refusal: ChatConfirmation.Refusal?) -> Failure {
        let tool = call.request.tool
        guard let name = tool.confirmationName else { return ConfirmGate.unavailable(tool) }
        do throws(Failure) {
            let key = try vault.confirmation(of: call.request, text: text)
            return ConfirmGate.chat(text, key: key, refusal: refusal, name: name, tool: tool.definition)
        } catch {
            return error
        }
    }

    /// Milliseconds since the question went out. The next round may reach another process, so it goes by the clock they share.
    private func elapsed(_ call: CallInFlight) -> Int64 {
        if let shown = call.rounds.shown { return WallClock.milliseconds - shown.askedAt }
        guard let askedAt = call.askedAt else { return 0 }
        return (MonotonicTime.now.nanoseconds - askedAt.nanoseconds) / 1_000_000
    }

    // MARK: Time

    /// The preview has the time that the tool has.
    private func limit(_ call: CallInFlight, toPreview hasPreview: Bool) -> MonotonicTime {
        let deadline = MonotonicTime.now.adding(milliseconds: call.request.tool.definition.deadlineMilliseconds)
        guard hasPreview else { return deadline }
        state.withLock { state in
            guard call.isOpen else { return }
            call.isPreviewing = true
            call.deadline = deadline
            watch(deadline, &state)
        }
        return deadline
    }

    /// The tool's own time starts when the person has confirmed; while they read it stands still.
    @discardableResult
    func extend(_ call: CallInFlight, byMilliseconds patience: Int64 = 0) -> MonotonicTime {
        let deadline = MonotonicTime.now.adding(milliseconds: call.request.tool.definition.deadlineMilliseconds + patience)
        state.withLock { state in
            guard call.isOpen else { return }
            call.isPreviewing = false
            call.deadline = deadline
            watch(deadline, &state)
        }
        return deadline
    }
}
