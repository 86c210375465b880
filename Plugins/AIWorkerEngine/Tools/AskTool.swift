import AIWorkerKit

extension ToolContext {
    /// Stores the question first, so that it cannot get lost, and then asks the person at the client, if there is one. Where the
    /// protocol has no way to wait, the tool runs again from its start, with the answer, and finds its own question.
    func askUserQuestion() throws -> JSON {
        let task = try taskID()
        let text = try arguments.required("question")
        guard text.unicodeScalars.contains(where: Self.isVisible) else { throw Failure.invalidArgument("question holds nothing but blanks.") }
        let caller = try caller(of: task)
        let queue = try setup.queue()
        let (context, key) = (arguments.text("context"), arguments.text("idempotencyKey"))
        let round = OpenRounds.Call(agent: caller.agentID, task: task, question: text, key: key)
        let earlier = rounds.question(of: round)
        // What a person said comes before anything that may fail.
        if let earlier, try queue.isOpen(question: earlier), let response = try responseAtClient(text, context) {
            rounds.end(round)
            return try keepAndRead(response, Told(id: earlier, isRepeated: false), task, caller, queue)
        }
        let found = try queue.ask(task, by: caller, question: text, context: context, key: key)
        let asked = Told(id: found.id, isRepeated: found.isRepeated && found.id != earlier)
        if found.question.status == .pending, found.id != earlier {
            do {
                if let response = try responseAtClient(text, context) { return try keepAndRead(response, asked, task, caller, queue) }
            } catch Interruption.pending {
                if !asked.isRepeated { rounds.begin(round, question: asked.id) }
                throw Interruption.pending
            }
        }
        rounds.end(round)
        return asked.json
    }

    /// A question, and whether the agent had been told of it before.
    private struct Told {
        var id: String
        var isRepeated: Bool

        var json: JSON { json("The question is stored. Call check_question_response from time to time until it answers.", []) }

        func json(_ message: String, _ more: [(key: String, value: JSON)]) -> JSON {
            .object(
                JSON.Object(
                    [
                        (key: "success", value: true), (key: "message", value: .string(message)), (key: "questionId", value: .string(id)),
                        (key: "deduplicated", value: .bool(isRepeated)),
                    ] + more))
        }
    }

    /// Stores what the person at the client said, and only then lets the agent read it, which it may not be allowed to any more.
    private func keepAndRead(
        _ response: String, _ asked: Told, _ task: String, _ caller: Caller, _ queue: TaskQueue
    ) throws -> JSON {
        // Nobody will say it again: it is tried as long as the call lasts.
        while true {
            do {
                _ = try queue.answerAtClient(asked.id, response)
                break
            } catch let failure as Failure {
                guard case .later = failure.retry else { throw failure }
                try call.wait(.seconds(1))
            }
        }
        let check = try queue.checkResponse(task, by: caller, questionID: asked.id)
        guard let answered = check.answered else { return asked.json }
        return asked.json(
            check.state == .inProgress ? "The question was answered at once; the task goes on."
                : "The question was answered at once; the task is \(check.state.rawValue).",
            [
                (key: "answered", value: true), (key: "response", value: .optional(answered.response ?? "")),
                (key: "taskState", value: .string(check.state.rawValue)),
            ])
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isWhitespace
        }
    }

    /// What the person at this client answers; nil: nobody can be asked, or nobody answered.
    private func responseAtClient(_ question: String, _ context: String?) throws -> String? {
        guard settings.asksAtClient else { return nil }
        var seconds = settings.askSeconds
        // Nobody renews the lease meanwhile.
        if !settings.autoRenew { seconds = min(seconds, settings.rules.leaseSeconds / 2) }
        let message = "An agent asks: \(question)" + (context.map { "\n\n\($0)" } ?? "")
        let answer = try call.ask(
            "answer", message,
            .optionalString("response", "Your answer. Leave it out to answer later on the dashboard.", maxLength: 20_000),
            fallback: [:], deadline: .milliseconds(Int64(seconds * 1000)))
        guard case .accepted(let content) = answer else { return nil }
        return content["response"]?.asString
    }
}
