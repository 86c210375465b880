// The end of the conversation.
extension Connection {
    /// Nothing more can be answered by the client: open questions end at once (L-24).
    func inputEnded() {
        let questions = state.withLock { state in
            state.hasInputEnded = true
            defer { state.questions.removeAll() }
            return Array(state.questions.values)
        }
        state.broadcast()
        for question in questions { question.call.cancellation.cancel(.shutdown) }
    }

    var isIdle: Bool { state.withLock { $0.inFlight.isEmpty } }

    /// Ends subscriptions with their result (M-34) and cancels every call.
    func close() {
        let calls: [CallInFlight] = state.withLock { state in
            guard !state.isClosing else { return [] }
            state.isClosing = true
            for id in state.subscriptions {
                enqueue(
                    MessageWriter.result(id) { writer in
                        writer.object([
                            "resultType": "complete",
                            "_meta": [
                                MetaKey.subscriptionID: id.json,
                                MetaKey.serverInfo: .object(ServerIdentity.implementation(.july2026)),
                            ],
                        ])
                    })
            }
            state.subscriptions = []
            return Array(state.inFlight.values)
        }
        state.broadcast()
        flush()
        for call in calls { call.cancellation.cancel(.shutdown) }
    }
}
