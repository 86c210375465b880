import AIWorkerKit

extension ToolContext {
    /// Stores the question first, so that it cannot get lost, and then asks the person at the client, if there is one. Where the
    /// protocol has no way to wait, the tool runs again from its start and finds its own question.
    func askUserQuestion() throws -> JSON {
        let task = try taskID()
        let text = try arguments.required("question")
        guard text.unicodeScalars.contains(where: Self.isVisible) else { throw Failure.invalidArgument("question holds nothing but blanks.") }
        let caller = try caller(of: task)
        let queue = try setup.queue()
        let context = arguments.text("context")
        let asked = try watching(task) {
            try queue.ask(task, by: caller, question: text, context: context, key: arguments.text("idempotencyKey"))
        }
        var result = JSON.Object([
            (key: "success", value: true),
            (key: "message", value: "The question is stored. Call check_question_response from time to time until it answers."),
            (key: "questionId", value: .string(asked.id)), (key: "deduplicated", value: .bool(asked.isRepeated)),
        ])
        if asked.question.status == .pending, let response = try responseAtClient(text, context) {
            let check = try watching(task) {
                try queue.answerAndRead(task, by: caller, questionID: asked.id, response: response)
            }
            if let answered = check.answered {
                result["message"] = "The question was answered at once; the task goes on."
                result.append("answered", true)
                result.append("response", .string(answered.response ?? ""))
                result.append("taskState", .string(check.state.rawValue))
            }
        }
        return .object(result)
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
