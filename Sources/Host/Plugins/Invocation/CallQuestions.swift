import PluginABI

/// Asking the person at the client.
extension CallHandle {
    /// Questions of one call, answered ones included: a tool that never stops asking is stopped.
    static let mostQuestions = 32

    func ask(_ pointer: UnsafePointer<mcp_question>?, _ out: UnsafeMutablePointer<mcp_answer>?) -> Int32 {
        guard let pointer, let out else { return invalid("R2", "ask got a null pointer") }
        if call.isPreview { return invalid("R11", "its preview called ask; its text is the question already") }
        let answerSize = UnsafeRawPointer(out).load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: answerSize, minimum: 24, of: "mcp_answer") {
            return invalid("R1", "\(problem); set out->struct_size before ask")
        }
        let form: QuestionForm
        switch QuestionForm.read(pointer) {
        case .failure(let refusal): return invalid("R10", "ask: \(refusal.message)")
        case .success(let read): form = read
        }
        if isStopped { return CallStatus.cancelled }
        let key = form.question.key

        enum Step { case known(Answer), pending, ask, busy, tooMany, finished }
        let step: Step = state.withLock { state in
            if state.isFinished { return .finished }
            if let answer = state.answers[key] { return .known(answer) }
            if state.questions.contains(where: { $0.key == key }) { return .pending }
            if state.isAsking { return .busy }
            if state.answers.count + state.questions.count >= CallHandle.mostQuestions { return .tooMany }
            state.isAsking = true
            return .ask
        }
        switch step {
        case .finished: return CallStatus.invalid
        case .known(let answer): return handOut(answer, to: out)
        case .pending: return CallStatus.pending
        case .busy: return invalid("R4", "ask was called again before it had returned")
        case .tooMany:
            record(Failure("internal", "The tool asked more than \(CallHandle.mostQuestions) questions in one call.", retry: .never))
            return CallStatus.failed
        case .ask: break
        }
        let deadline = form.question.deadlineMilliseconds.map { min(MonotonicTime.now.adding(milliseconds: $0), call.deadline) }
        let result = call.client.ask(form.question, deadline: deadline ?? call.deadline, cancellation: call.cancellation)
        state.withLock { $0.isAsking = false }
        switch result {
        case .cancelled: return CallStatus.cancelled
        case .pending:
            state.withLock { $0.questions.append(form.question) }
            return CallStatus.pending
        case .answered(let answer): return take(answer, form, out)
        }
    }

    private func take(_ answer: Answer, _ form: QuestionForm, _ out: UnsafeMutablePointer<mcp_answer>) -> Int32 {
        if case .accepted(let content) = answer {
            let violations = form.check.violations(of: .object(content))
            guard violations.isEmpty else {
                let list = violations.map(\.text).joined(separator: "; ")
                record(Failure("invalid_answer", "The answer to \"\(form.question.message)\" does not fit the form: \(list)"))
                return CallStatus.failed
            }
        }
        state.withLock { $0.answers[form.question.key] = answer }
        return handOut(answer, to: out)
    }

    private func handOut(_ answer: Answer, to out: UnsafeMutablePointer<mcp_answer>) -> Int32 {
        let action: UInt32
        let content: JSONObject?
        switch answer {
        case .accepted(let object): (action, content) = (1, object)
        case .declined: (action, content) = (2, nil)
        case .dismissed: (action, content) = (3, nil)
        case .unavailable(let fallback): (action, content) = (4, fallback)
        case .timeout(let fallback): (action, content) = (5, fallback)
        }
        // Only what revision 0 defines is written, however large the caller's struct is (rule R1).
        out.pointee.action = action
        out.pointee.content = mcp_json()
        if let content {
            let text = state.withLock { $0.handOut(JSON.object(content).text) }
            out.pointee.content = mcp_json(data: text.data, size: text.size)
        }
        return CallStatus.ok
    }
}
