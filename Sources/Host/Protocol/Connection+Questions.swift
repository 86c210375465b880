/// A question of ours that a legacy client has not answered yet.
final class OpenQuestion: Sendable {
    let call: CallInFlight
    private let answer = Monitor<Message.ResponseBody?>(nil)

    init(call: CallInFlight) { self.call = call }

    func resolve(_ body: Message.ResponseBody) {
        answer.withLock { $0 = $0 ?? body }
        answer.broadcast()
    }

    func wait(until deadline: MonotonicTime) -> Message.ResponseBody? { answer.wait(until: deadline) { $0 } }
}

// Questions to the user in the handshake era: a request of ours while the call is in flight (requirements L-20 to L-24).
extension Connection {
    /// How long a person may take when the tool does not say.
    static let questionMilliseconds: Int64 = 300_000

    /// Blocks the worker thread until there is an answer, no more time, or no more call.
    func ask(_ question: Question, for call: CallInFlight, deadline: MonotonicTime) -> AskResult {
        guard let form = Forms.adapted(question.schema, to: call.request.revision) else {
            return .answered(.unavailable(fallback: question.fallback))
        }
        let own = MonotonicTime.now.adding(milliseconds: question.deadlineMilliseconds ?? Connection.questionMilliseconds)
        // Nothing of ours leaves before the client has said that it is ready (L-09).
        let isReady = state.wait(until: min(own, deadline)) { state in
            state.legacy.isInitialized || !call.isOpen || state.hasInputEnded || state.isClosing ? true : nil
        }
        guard isReady != nil else { return .answered(.timeout(fallback: question.fallback)) }
        let open = OpenQuestion(call: call)
        let id: RequestID? = state.withLock { state in
            guard !state.isClosing, !state.hasInputEnded, call.isOpen else { return nil }
            let id = RequestID.string("\(ServerIdentity.name)-\(state.nextQuestion)")
            state.nextQuestion += 1
            state.questions[id] = open
            var params: JSONObject = ["message": .string(question.message), "requestedSchema": form]
            if call.request.revision.hasRichForms { params["mode"] = "form" }
            enqueue(MessageWriter.request(id, "elicitation/create", params: params))
            return id
        }
        guard let id else { return .cancelled }
        call.askedAt = .now
        flush()
        let token = call.cancellation.onCancel { open.resolve(.malformed) }
        let body = open.wait(until: min(own, deadline))
        call.cancellation.removeHandler(token)

        let isUnanswered = state.withLock { $0.questions.removeValue(forKey: id) != nil }
        if isUnanswered, body == nil || call.cancellation.isCancelled {
            enqueue(
                MessageWriter.notification(
                    "notifications/cancelled", params: ["requestId": id.json, "reason": "no longer needed"]))
            flush()
        }
        if call.cancellation.isCancelled { return .cancelled }
        switch body {
        case nil: return .answered(.timeout(fallback: question.fallback))
        case .result(let result)?:
            if let answer = Forms.answer(result, to: question) { return .answered(answer) }
            HostLog.shared.write(.warning, "the client answered a question with something that does not fit its form")
            return .answered(.dismissed)
        case .error(let error)?:
            HostLog.shared.write(.info, "the client could not show a question: \(error.message)")
            return .answered(.unavailable(fallback: question.fallback))
        case .malformed?: return .answered(.dismissed)
        }
    }

    func handle(response id: RequestID, _ body: Message.ResponseBody) {
        // Late, invented and repeated answers find nothing here (B-14, L-23).
        let question = state.withLock { $0.questions.removeValue(forKey: id) }
        question?.resolve(body)
    }
}
