import AIWorkerKit
import Synchronization

/// The leases that this process has taken, and the agent it last worked for. Safe from any thread.
///
/// Calls of one agent may run side by side, and their transactions end in another order than they are heard of here. So every token
/// is made and noted before the transaction that uses it, and any of an agent's own tokens counts as its own.
final class HeldLeases: Sendable {
    private struct State {
        var lastAgent: String?
        /// The agent that holds a task.
        var holders: [String: String] = [:]
        /// Somebody else has these now: known, so that the agent hears it again, and not renewed.
        var lost: Set<String> = []
        /// By agent, oldest first.
        var tokens: [String: [String]] = [:]
    }

    /// Tokens remembered per agent. Only the last one that reached the database counts, so a few would do.
    private static let most = 256

    private let state = Mutex(State())

    var lastAgent: String? { state.withLock(\.lastAgent) }

    func workingFor(_ agent: String) { state.withLock { $0.lastAgent = agent } }

    /// A new token for a lease of this agent.
    func newToken(for agent: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let token = "lease-" + (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        state.withLock { state in
            state.tokens[agent, default: []].append(token)
            if state.tokens[agent, default: []].count > Self.most { state.tokens[agent]?.removeFirst() }
        }
        return token
    }

    func took(_ task: String, _ agent: String) {
        state.withLock { state in
            state.holders[task] = agent
            state.lost.remove(task)
        }
    }

    /// The tokens under which an agent may hold a task; nil: this process has not claimed it for that agent.
    func tokens(_ task: String, for agent: String) -> Set<String>? {
        state.withLock { state in state.holders[task] == agent ? Set(state.tokens[agent] ?? []) : nil }
    }

    func ended(_ task: String) {
        state.withLock { state in
            state.holders[task] = nil
            state.lost.remove(task)
        }
    }

    func lost(_ task: String) { state.withLock { state in if state.holders[task] != nil { state.lost.insert(task) } } }

    /// What is to be renewed.
    var renewable: [(task: String, tokens: Set<String>)] {
        state.withLock { state in
            state.holders.filter { !state.lost.contains($0.key) }.map { ($0.key, Set(state.tokens[$0.value] ?? [])) }
        }
    }
}
