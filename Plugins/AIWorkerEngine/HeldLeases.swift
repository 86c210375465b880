import AIWorkerKit
import Synchronization

/// The leases that this process has taken, and the agent it last worked for. Safe from any thread.
final class HeldLeases: Sendable {
    private struct Lease {
        var agent: String
        var token: String
        /// Somebody else has the task now: known, so that the agent hears it again, and not renewed.
        var isLost = false
    }

    private struct State {
        var lastAgent: String?
        var leases: [String: Lease] = [:]
        /// Tasks that an agent gave back, so that it hears "done already" when it says so again.
        var released: [String: String] = [:]
    }

    private let state = Mutex(State())

    var lastAgent: String? { state.withLock(\.lastAgent) }

    func workingFor(_ agent: String) { state.withLock { $0.lastAgent = agent } }

    func took(_ task: String, _ agent: String, _ token: String) {
        state.withLock { state in
            state.leases[task] = Lease(agent: agent, token: token)
            state.released[task] = nil
        }
    }

    func token(_ task: String, for agent: String) -> String? {
        state.withLock { state in state.leases[task].flatMap { $0.agent == agent ? $0.token : nil } }
    }

    func ended(_ task: String) { state.withLock { $0.leases[task] = nil } }

    func released(_ task: String, by agent: String) {
        state.withLock { state in
            state.leases[task] = nil
            state.released[task] = agent
        }
    }

    func hasReleased(_ task: String, _ agent: String) -> Bool { state.withLock { $0.released[task] == agent } }

    func lost(_ task: String) { state.withLock { $0.leases[task]?.isLost = true } }

    /// What is to be renewed.
    var renewable: [(task: String, token: String)] {
        state.withLock { $0.leases.filter { !$0.value.isLost }.map { ($0.key, $0.value.token) } }
    }
}
