import AIWorkerKit
import Synchronization

/// What this process has claimed, for which agents, and the agent it last worked for. Safe from any thread.
///
/// A task stays claimed when its lease is over: whoever has it then, it is not this process, whose agent must hear of that. Whether the
/// present lease is one of ours the row says (`LeaseMark`).
final class ClaimedTasks: Sendable {
    private struct Claim: Hashable {
        var task: Identifier
        var agent: Identifier
    }

    private struct State {
        var lastAgent: String?
        /// Claimed or asked for since the older ones were put aside.
        var recent: Set<Claim> = []
        var older: Set<Claim> = []

        /// Remembers a claim; those that nobody has asked for during as many others are forgotten.
        mutating func remember(_ claim: Claim, most: Int) {
            recent.insert(claim)
            if recent.count >= most { (older, recent) = (recent, []) }
        }
    }

    private let most: Int
    private let state = Mutex(State())

    /// - Parameter most: how many claims are remembered at least.
    init(most: Int = 5000) { self.most = most }

    var lastAgent: String? { state.withLock(\.lastAgent) }

    func workingFor(_ agent: String) { state.withLock { $0.lastAgent = agent } }

    func add(_ task: String, for agent: String) {
        let claim = Claim(task: Identifier(task), agent: Identifier(agent))
        state.withLock { $0.remember(claim, most: most) }
    }

    func contains(_ task: String, for agent: String) -> Bool {
        let claim = Claim(task: Identifier(task), agent: Identifier(agent))
        return state.withLock { state in
            if state.recent.contains(claim) { return true }
            guard state.older.contains(claim) else { return false }
            state.remember(claim, most: most)
            return true
        }
    }
}
