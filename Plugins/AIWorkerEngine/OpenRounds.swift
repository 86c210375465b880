import AIWorkerKit
import Synchronization

/// Questions that a call has stored and put to the person at its client, where the protocol ends the call meanwhile and runs the tool
/// again with the answer. Safe from any thread.
final class OpenRounds: Sendable {
    /// What the two rounds have in common.
    struct Call: Hashable {
        private let parts: [Identifier?]

        init(agent: String, task: String, question: String, key: String?) {
            parts = [Identifier(agent), Identifier(task), Identifier(question), key.map { Identifier($0) }]
        }
    }

    /// Clients may leave and never come back with an answer.
    private static let most = 1000

    private let questions = Mutex<[Call: String]>([:])

    func begin(_ call: Call, question: String) {
        questions.withLock { questions in
            if questions.count >= Self.most { questions.removeAll() }
            questions[call] = question
        }
    }

    /// The question that an earlier round has stored; nil: there was none.
    func question(of call: Call) -> String? { questions.withLock { $0[call] } }

    func end(_ call: Call) { questions.withLock { $0[call] = nil } }
}
